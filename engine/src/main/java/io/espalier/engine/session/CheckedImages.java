package io.espalier.engine.session;

import io.espalier.engine.journal.Event;
import io.espalier.space.spec.SpecDocument;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.ImageSet;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The images of a run, all of which were read and found in order.
 *
 * @param summary what they are
 * @param dataset the images themselves, where this process trains; workers read their own
 */
record CheckedImages(Event.Images summary, Optional<Dataset> dataset) implements AutoCloseable {

  /**
   * Reads all images.
   *
   * @param directory what locations in the spec are relative to
   * @throws io.espalier.space.spec.SpecException if anything is wrong with them
   */
  static CheckedImages read(
      SpecDocument document, Path directory, Crew crew, ImageListener listener) {
    Dataset dataset = SpecImages.open(document, directory, listener);
    Event.Images summary =
        new Event.Images(
            dataset.task(),
            dataset.train().size(),
            dataset.validation().size(),
            dataset.test().map(ImageSet::size).orElse(0));
    if (crew.workers() == 0) {
      return new CheckedImages(summary, Optional.of(dataset));
    }
    dataset.close();
    return new CheckedImages(summary, Optional.empty());
  }

  @Override
  public void close() {
    dataset.ifPresent(Dataset::close);
  }
}
