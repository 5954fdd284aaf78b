package io.espalier.cli.fuzz;

import io.espalier.space.spec.Data;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.LoadProgress;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Files of images, as fuzzers lay them out and searches read them. */
final class Images {

  private Images() {}

  /** Reads all images of a location, as a search does. */
  static void read(Path folder, String location) {
    Data.Images data = Data.Images.builder(location).validation(0.5).build();
    try (Dataset dataset = Dataset.open(folder, data, 1, LoadProgress.SILENT)) {
      ImageSet images = dataset.train();
      images.read(
          IntStream.range(0, images.size()).toArray(), new byte[images.size() * images.bytes()]);
    }
  }

  /** Returns bytes gzipped, or as they are. */
  static byte[] gzipped(byte[] bytes, boolean really) throws IOException {
    if (!really) {
      return bytes;
    }
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  /** Returns big-endian integers, as headers have them. */
  static byte[] ints(int... values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (int value : values) {
        out.writeInt(value);
      }
    }
    return bytes.toByteArray();
  }
}
