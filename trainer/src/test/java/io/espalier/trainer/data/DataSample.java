package io.espalier.trainer.data;

import io.espalier.space.spec.Data;
import io.espalier.space.spec.ImagesBuilder;

/** Data settings as a spec gives them, of which a test names only what it is about. */
final class DataSample {

  private DataSample() {}

  /** A quarter of the images is held out. */
  static ImagesBuilder of(String train) {
    return Data.Images.builder(train).validation(0.25);
  }
}
