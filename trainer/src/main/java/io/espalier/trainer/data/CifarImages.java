package io.espalier.trainer.data;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.ImmutableIntArray;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * RGB images of 32 x 32 in records of CIFAR-10: the label in a byte, then the planes of red, green
 * and blue. Classes are named by {@code batches.meta.txt} where it lies beside the batches.
 *
 * @see <a href="https://www.cs.toronto.edu/~kriz/cifar.html">The CIFAR-10 data set</a>
 */
final class CifarImages implements ImageSource {

  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int RECORD = 1 + 3 * PLANE;
  private static final int CLASSES = 10;

  /** Bytes of the file of names that are looked at. */
  private static final int MOST_NAMES = 1 << 14;

  private final Listing listing;
  private final ImmutableSortedMap<Integer, Path> files;

  private CifarImages(Listing listing, ImmutableSortedMap<Integer, Path> files) {
    this.listing = listing;
    this.files = files;
  }

  /**
   * Reads the labels of batches.
   *
   * @throws DataException if a file is empty or no whole number of records, or has other labels
   */
  static CifarImages open(Location location, List<Path> batches) {
    ImmutableIntArray.Builder labels = ImmutableIntArray.builder();
    ImmutableSortedMap.Builder<Integer, Path> files = ImmutableSortedMap.naturalOrder();
    int images = 0;
    try {
      for (Path batch : batches) {
        files.put(images, batch);
        int records = records(location, batch);
        addLabels(location, batch, records, labels);
        images += records;
      }
      ImmutableIntArray all = labels.build();
      List<String> classNames = classNames(location, batches.get(0), all);
      return new CifarImages(new Listing(location, classNames, all, 3), files.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int records(Location location, Path batch) throws IOException {
    long bytes = Files.size(batch);
    if (bytes == 0 || bytes % RECORD != 0) {
      throw location.problem(
          ("%s has %s bytes, which is not a whole number of images of %s bytes, as"
                  + " CIFAR-10's are. Download it again.")
              .formatted(batch, bytes, RECORD));
    }
    return Math.toIntExact(bytes / RECORD);
  }

  private static void addLabels(
      Location location, Path batch, int records, ImmutableIntArray.Builder labels)
      throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(batch), 1 << 18)) {
      for (int i = 0; i < records; i++) {
        int label = in.read();
        if (label < 0 || label >= CLASSES) {
          throw location.problem(
              "image %s of %s has label %s; CIFAR-10's are 0 to 9. Is this another data set?"
                  .formatted(i, batch, label));
        }
        labels.add(label);
        in.skipNBytes(3L * PLANE);
      }
    }
  }

  private static List<String> classNames(Location location, Path batch, ImmutableIntArray labels)
      throws IOException {
    Path file = batch.resolveSibling("batches.meta.txt");
    List<String> numbered = NumberedClasses.of(labels);
    if (!Files.isRegularFile(file)) {
      return numbered;
    }
    byte[] text;
    try (InputStream in = Files.newInputStream(file)) {
      text = in.readNBytes(MOST_NAMES);
    }
    List<String> names =
        new String(text, StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .limit(CLASSES)
            .toList();
    if (names.size() < numbered.size() || names.stream().distinct().count() < names.size()) {
      throw location.problem(
          "%s has %s different names, but labels go up to %s. Correct or remove it."
              .formatted(file, names.stream().distinct().count(), numbered.size() - 1));
    }
    return names;
  }

  @Override
  public Listing listing() {
    return listing;
  }

  @Override
  public String name(int index) {
    Map.Entry<Integer, Path> file = files.floorEntry(index);
    return "image %s of %s".formatted(index - file.getKey(), Folders.name(file.getValue()));
  }

  @Override
  public Picture read(int index) throws IOException {
    Map.Entry<Integer, Path> file = files.floorEntry(index);
    ByteBuffer planes = ByteBuffer.allocate(3 * PLANE);
    try (FileChannel channel = FileChannel.open(file.getValue())) {
      long start = (long) (index - file.getKey()) * RECORD + 1;
      while (planes.hasRemaining()) {
        if (channel.read(planes, start + planes.position()) < 0) {
          throw new IOException("is truncated");
        }
      }
    }
    byte[] pixels = new byte[3 * PLANE];
    for (int i = 0; i < PLANE; i++) {
      for (int c = 0; c < 3; c++) {
        pixels[3 * i + c] = planes.get(c * PLANE + i);
      }
    }
    return new Picture(SIDE, SIDE, 3, pixels);
  }

  @Override
  public void close() {
    // A file is open only while an image is read.
  }
}
