package io.espalier.cli.fuzz;

import io.espalier.space.spec.Data;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.LoadProgress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Reads all images of a location, as a search does. */
final class Images {

  private Images() {}

  static void read(Path folder, String location) {
    Data data =
        new Data(
            location,
            Optional.empty(),
            0.5,
            OptionalInt.empty(),
            false,
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty());
    try (Dataset dataset = Dataset.open(folder, data, 1, LoadProgress.SILENT)) {
      ImageSet images = dataset.train();
      images.read(
          IntStream.range(0, images.size()).toArray(), new byte[images.size() * images.bytes()]);
    }
  }
}
