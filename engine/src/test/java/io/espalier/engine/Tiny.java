package io.espalier.engine;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** A search that takes a second: two classes of 12 x 12 pixels, and networks of a few thousand. */
public final class Tiny {

  /** What it asks for; a network of its base has 26,216 MACs and 396 parameters. */
  public static final String SPEC =
      """
      name: tiny
      seed: 3
      data:
        train: images/train
        test: images/test
        validation: 0.25
      family: resnet-cifar
      base:
        resolution: 12
        stages: [{depth: 1, width: 2}, {depth: 1, width: 4}]
      space:
        resolution: {to: 18, step: 6}
        stages:
          {depth: {to: 2}, width: {to: 16}, resolution: {scales: [1, 1.5]}}
      budget:
        macs: 60k
        tolerance: 15%
      search: {strategy: greedy, steps: 1}
      train:
        epochs: 1
        batch: 8
        optimizer: {sgd: {rate: 0.05, momentum: 0.9}}
        augment: [flip]
      final: {epochs: 2}
      """;

  private static final int SIDE = 12;

  private Tiny() {}

  /** Writes the spec and its images into a folder, and returns the spec. */
  public static Path write(Path folder) throws IOException {
    for (String part : new String[] {"train", "test"}) {
      Path of = folder.resolve("images").resolve(part);
      writeClass(of.resolve("dark"), 0, 90, 16);
      writeClass(of.resolve("light"), 70, 160, 16);
    }
    return Files.writeString(folder.resolve("tiny.yaml"), SPEC);
  }

  /** Writes images of noise between two shades. */
  public static void writeClass(Path folder, int darkest, int lightest, int images)
      throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < images; i++) {
      Files.write(folder.resolve("%02d.png".formatted(i)), image("png", darkest, lightest, i));
    }
  }

  /** Writes a JPEG of which the second half is missing. */
  public static void writeTruncatedJpeg(Path file) throws IOException {
    byte[] whole = image("jpeg", 0, 255, 1);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
  }

  private static byte[] image(String format, int darkest, int lightest, long seed)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
    for (int x = 0; x < SIDE; x++) {
      for (int y = 0; y < SIDE; y++) {
        int shade = random.nextInt(darkest, lightest);
        image.setRGB(x, y, shade << 16 | shade << 8 | shade);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, bytes)) {
      throw new IOException("This JDK cannot write " + format);
    }
    return bytes.toByteArray();
  }
}
