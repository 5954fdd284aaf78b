package io.espalier.trainer;

import io.espalier.space.spec.Data;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.LoadProgress;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A small data set of grey images that a network can learn in seconds: bright blobs on noise. */
public final class Blobs {

  private static final int SIDE = 12;
  private static final int CLASSES = 4;

  private Blobs() {}

  /** Writes so many images into a folder, as IDX files, and opens them. */
  public static Dataset in(Path folder, int images) throws IOException {
    write(folder, "train", images, 1);
    write(folder, "test", images / 4, 2);
    Data.Images data = Data.Images.builder("train").test("test").validation(0.2).build();
    return Dataset.open(folder, data, 3, LoadProgress.SILENT);
  }

  private static void write(Path folder, String set, int images, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    try (DataOutputStream pixels = open(folder.resolve(set + "-images-idx3-ubyte"));
        DataOutputStream labels = open(folder.resolve(set + "-labels-idx1-ubyte"))) {
      pixels.writeInt(0x803);
      pixels.writeInt(images);
      pixels.writeInt(SIDE);
      pixels.writeInt(SIDE);
      labels.writeInt(0x801);
      labels.writeInt(images);
      for (int i = 0; i < images; i++) {
        int label = i % CLASSES;
        labels.writeByte(label);
        pixels.write(image(label, random));
      }
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(Files.newOutputStream(file));
  }

  /** A blob in one of four corners, moved a little. */
  private static byte[] image(int label, SplittableRandom random) {
    int top = 3 + 6 * (label / 2) - 1 + random.nextInt(3);
    int left = 3 + 6 * (label % 2) - 1 + random.nextInt(3);
    byte[] image = new byte[SIDE * SIDE];
    for (int i = 0; i < image.length; i++) {
      boolean inside = Math.abs(i / SIDE - top) < 2 && Math.abs(i % SIDE - left) < 2;
      image[i] = (byte) ((inside ? 120 : 0) + random.nextInt(120));
    }
    return image;
  }
}
