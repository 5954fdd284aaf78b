package io.espalier.trainer.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.primitives.Bytes;
import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that were made to do harm. */
class HostileImagesTest {

  private static final int HUGE = 60_000;

  @TempDir private Path directory;

  private ImageSource open(String text) {
    return DataForms.open(Samples.location(directory, text));
  }

  /** Writes a zip with one image of the class cat, and another file beside it. */
  private Path zip(String name, byte[] content) throws IOException {
    Path zip = directory.resolve("a.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("train/cat/0.png"));
      out.write(Samples.png(8, 8, 1));
      out.putNextEntry(new ZipEntry(name));
      out.write(content);
    }
    return zip;
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside.png", "train/cat/../../../outside.png", "train/./cat/1.png"})
  void aZipWhoseNamesLeaveItIsRefused(String name) throws IOException {
    zip(name, Samples.png(8, 8, 2));
    assertThatThrownBy(() -> open("a.zip!/train"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cannot be read as a zip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "C:\\outside.png", "train\\..\\..\\outside.png"})
  void namesOfOtherSystemsStayInTheZip(String name) throws IOException {
    zip(name, Samples.png(8, 8, 2));
    try (ImageSource source = open("a.zip!/train")) {
      assertThat(source.labels().length()).isEqualTo(1);
      assertThat(source.name(0)).isEqualTo("cat/0.png");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip!/../../train", "a.zip!//train", "a.zip!/train/..//train"})
  void aLocationDoesNotLeaveItsZip(String location) throws IOException {
    zip("train/cat/1.png", Samples.png(8, 8, 2));
    Samples.folder(directory.resolve("train"), Map.of("outside", 1));
    try (ImageSource source = open(location)) {
      assertThat(source.classNames()).containsExactly("cat");
    }
  }

  /** A link in a zip is a file that holds its target; only its attributes tell. */
  @Test
  void aLinkInAZipIsNoImage() throws IOException {
    Path secret = Files.write(directory.resolve("secret.png"), Samples.png(8, 8, 3));
    Path zip = zip("train/cat/1.png", secret.toString().getBytes(UTF_8));
    byte[] bytes = Files.readAllBytes(zip);
    byte[] second = "train/cat/1.png".getBytes(UTF_8);
    int inDirectory = lastIndexOf(bytes, second) - 46;
    bytes[inDirectory + 5] = 3;
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(inDirectory + 38, (int) (0xA1FFL << 16));
    Files.write(zip, bytes);
    try (ImageSource source = open("a.zip!/train")) {
      assertThatThrownBy(() -> source.read(1)).hasMessage("is not a JPEG, PNG, BMP or WebP image");
    }
  }

  private static int lastIndexOf(byte[] bytes, byte[] part) {
    return IntStream.rangeClosed(0, bytes.length - part.length)
        .filter(i -> Arrays.equals(bytes, i, i + part.length, part, 0, part.length))
        .max()
        .orElseThrow();
  }

  @Test
  void aBombInAZipIsNotUnpacked() throws IOException {
    Path zip = directory.resolve("a.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int size : new int[] {100, 300}) {
        out.putNextEntry(new ZipEntry("cat/%s.png".formatted(size)));
        writeZeros(out, size);
      }
    }
    assertThat(Files.size(zip)).isLessThan(1 << 20);
    try (ImageSource source = open("a.zip")) {
      long before = allocated();
      assertThatThrownBy(() -> source.read(0))
          .hasMessage("unpacks to 100 MiB, more than 200 times what it takes in the zip");
      assertThatThrownBy(() -> source.read(1)).hasMessage("is larger than 256 MiB");
      assertThat(allocated() - before).isLessThan(1 << 20);
    }
  }

  private static void writeZeros(OutputStream out, int mebibytes) throws IOException {
    byte[] zeros = new byte[1 << 20];
    for (int i = 0; i < mebibytes; i++) {
      out.write(zeros);
    }
  }

  /** Headers of small files that claim 60,000 x 60,000 pixels, or 16,383 x 16,383 at the most. */
  static Stream<Arguments> hugeHeaders() throws IOException {
    BufferedImage image = Samples.noise(4, 4, BufferedImage.TYPE_3BYTE_BGR, 4);
    byte[] png = Samples.encoded(image, "png");
    ByteBuffer.wrap(png).putInt(16, HUGE).putInt(20, HUGE);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    byte[] jpeg = Samples.encoded(image, "jpg");
    int frame = Bytes.indexOf(jpeg, new byte[] {(byte) 0xFF, (byte) 0xC0});
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) HUGE).putShort(frame + 7, (short) HUGE);
    byte[] webp = WebpSample.stripes(4, 4, 1, 2);
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 16_382 | 16_382 << 14);
    return Stream.of(
        Arguments.of("PNG", png),
        Arguments.of("JPEG", jpeg),
        Arguments.of("BMP", bmp(HUGE)),
        Arguments.of("BMP on its head", bmp(-HUGE)),
        Arguments.of("WebP", webp));
  }

  private static byte[] bmp(int height) throws IOException {
    byte[] bmp = Samples.encoded(Samples.noise(4, 4, BufferedImage.TYPE_3BYTE_BGR, 4), "bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, HUGE).putInt(22, height);
    return bmp;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hugeHeaders")
  void anImageThatIsTooLargeIsRefusedByItsHeader(String format, byte[] file) throws IOException {
    ImageDecoder.decode(Samples.png(4, 4, 1)); // loads the decoders' classes
    long before = allocated();
    assertThatThrownBy(() -> ImageDecoder.decode(file))
        .as(format)
        .isInstanceOf(IOException.class)
        .hasMessageMatching(".*it has [0-9]+ pixels, more than 64000000");
    assertThat(allocated() - before).isLessThan(16 << 20);
  }

  @Test
  void aPipeIsNoImage() throws IOException, InterruptedException {
    Path folder = Samples.folder(directory.resolve("a"), Map.of("cat", 1));
    Path pipe = folder.resolve("cat/1.png");
    assumeTrue(
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0,
        "This system has no named pipes.");
    try (ImageSource source = open("a")) {
      assertThat(source.labels().length()).isEqualTo(1);
    }
  }

  @Test
  void namesThatCommandATerminalAreNotShownAsTheyAre() throws IOException {
    Path folder = Samples.folder(directory.resolve("a"), Map.of("cat", 1));
    try {
      Files.write(folder.resolve("cat/\u001b[2J\n9.png"), new byte[] {1});
    } catch (InvalidPathException | IOException e) {
      assumeTrue(false, "This system has no such names.");
    }
    try (ImageSource source = open("a")) {
      assertThat(source.name(0)).isEqualTo("cat/?[2J?9.png");
    }
    Files.createDirectory(folder.resolve("dog\u001b[31m"));
    assertThatThrownBy(() -> open("a"))
        .hasMessageEndingWith(
            "the name of the class 'dog?[31m' has a control character. Rename its folder.");
  }

  @Test
  void namesOfCifarClassesCoverTheLabels() throws IOException {
    byte[] records = new byte[3 * 3073];
    records[3073] = 2;
    records[2 * 3073] = 1;
    Files.write(directory.resolve("data_batch_1.bin"), records);
    Path names = directory.resolve("batches.meta.txt");
    for (String wrong : new String[] {"", "cat\n", "cat\ndog\ncat\n"}) {
      Files.writeString(names, wrong);
      assertThatThrownBy(() -> open("train"))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("%s has ", names)
          .hasMessageEndingWith(" different names, but labels go up to 2. Correct or remove it.");
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
