package io.espalier.trainer.data;

/** Receives the progress of reading images, in the thread that opens them. */
@FunctionalInterface
public interface LoadProgress {

  /** Tells nobody. */
  LoadProgress SILENT = (done, total) -> {};

  /** Receives the number of images that were read, and of all that will be. */
  void images(long done, long total);
}
