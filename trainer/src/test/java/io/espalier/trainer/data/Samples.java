package io.espalier.trainer.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/** Small image files, written by the tests themselves. */
final class Samples {

  private Samples() {}

  /** Noise: any loss of bytes shows. */
  static BufferedImage noise(int width, int height, int type, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(width, height, type);
    for (int i = 0; i < width * height; i++) {
      for (int band = 0; band < image.getRaster().getNumBands(); band++) {
        image.getRaster().setSample(i % width, i / width, band, random.nextInt(256));
      }
    }
    return image;
  }

  static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, out)) {
      throw new IOException("no writer for " + format);
    }
    return out.toByteArray();
  }

  static byte[] png(int width, int height, long seed) throws IOException {
    return encoded(noise(width, height, BufferedImage.TYPE_3BYTE_BGR, seed), "png");
  }

  /** Writes {@code CLASS/0.png}, ... of 8 x 8 pixels. */
  static Path folder(Path folder, Map<String, Integer> imagesOfClass) throws IOException {
    for (Map.Entry<String, Integer> entry : imagesOfClass.entrySet()) {
      Path of = Files.createDirectories(folder.resolve(entry.getKey()));
      for (int i = 0; i < entry.getValue(); i++) {
        Files.write(of.resolve(i + ".png"), png(8, 8, entry.getKey().hashCode() * 31L + i));
      }
    }
    return folder;
  }

  /** Puts a folder's content into a new zip. */
  static Path zip(Path folder, Path zip) throws IOException {
    try (FileSystem target =
            FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), Map.of("create", "true"));
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path inside = target.getPath(folder.relativize(file).toString());
        if (inside.getParent() != null) {
          Files.createDirectories(inside.getParent());
        }
        Files.copy(file, inside);
      }
    }
    return zip;
  }

  /** Writes an IDX file of bytes, gzipped if its name ends so. */
  static void idx(Path file, List<Integer> sizes, byte[] bytes) throws IOException {
    try (OutputStream raw = Files.newOutputStream(file);
        DataOutputStream out =
            new DataOutputStream(
                file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw)) {
      out.writeInt(0x0800 | sizes.size());
      for (int size : sizes) {
        out.writeInt(size);
      }
      out.write(bytes);
    }
  }

  /** Makes a file longer, with zeros that take no room on most disks. */
  static void extend(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), length - 1);
    }
  }

  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  static Location location(Path directory, String text) {
    return new Location(directory, "data.train", text);
  }
}
