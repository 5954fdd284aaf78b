package io.espalier.trainer.data;

import com.google.common.primitives.ImmutableIntArray;
import java.util.stream.IntStream;

/**
 * Reads every image of a set once, on all cores: keeps the bytes, or only finds out whether each
 * can be read, and counts pixels on the way.
 */
final class ImageLoader {

  /** Images between two reports of progress; the result does not depend on the order of work. */
  private static final int BLOCK = 512;

  private final Frame frame;
  private final boolean stored;
  private final LoadProgress progress;
  private final long total;
  private long done;

  /**
   * @param stored whether images are kept in memory, or else decoded again for every batch
   * @param total images that this loader will be asked for, for its progress
   */
  ImageLoader(Frame frame, boolean stored, LoadProgress progress, long total) {
    this.frame = frame;
    this.stored = stored;
    this.progress = progress;
    this.total = total;
  }

  /**
   * Reads some images of a source.
   *
   * @throws DataException if an image has another size than the frame, which does not resize
   */
  Loaded load(ImageSource source, ImmutableIntArray indices) {
    ImageTally all = new ImageTally(source, frame, stored);
    for (int from = 0; from < indices.length(); from += BLOCK) {
      int to = Math.min(from + BLOCK, indices.length());
      all.merge(
          IntStream.range(from, to)
              .map(indices::get)
              .parallel()
              .collect(
                  () -> new ImageTally(source, frame, stored), ImageTally::add, ImageTally::merge));
      all.firstMisfit().ifPresent(misfit -> refuse(source, misfit));
      done += to - from;
      progress.images(done, total);
    }
    ImmutableIntArray readable = all.readable();
    ImageSet images =
        stored
            ? new StoredImages(frame, labels(source, readable), all.pixels())
            : new StreamedImages(source, readable, frame);
    return new Loaded(source, images, all.counts(), all.unreadable());
  }

  private static ImmutableIntArray labels(ImageSource source, ImmutableIntArray indices) {
    return ImmutableIntArray.copyOf(indices.stream().map(source.labels()::get));
  }

  private void refuse(ImageSource source, String misfit) {
    throw source
        .location()
        .problem(
            ("images differ in size: the first is %s x %s, but %s (width x height). Set"
                    + " data.side: %s (or another number of pixels): all will be resized and"
                    + " cropped to squares of it.")
                .formatted(frame.side(), frame.side(), misfit, frame.side()));
  }
}
