package io.espalier.cli.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Ints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Large files that are made of what takes the most memory: each is read or refused by a Java that
 * has no more than twice the files' size and 64 MB.
 */
class MemoryTest {

  private static final int REFUSED = 3;

  @TempDir Path folder;

  static Stream<Arguments> files() throws IOException {
    String line = new String(Reader.JOURNAL.seeds().get(0), UTF_8).lines().findFirst().get() + "\n";
    String second = "{\"n\":1,\"at\":\"\",\"event\":{\"event\":\"";
    String entry = "\"%s\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},";
    return Stream.of(
        Arguments.of("entries of a list", Reader.SPEC, "- 1\n".repeat(260_000), true),
        Arguments.of("keys", Reader.SPEC, keys("k%s: 1\n", 80_000), true),
        Arguments.of("nesting", Reader.SPEC, "[{a: ".repeat(200_000), true),
        Arguments.of("a long word", Reader.SPEC, "seed: " + "x".repeat(1_000_000), true),
        Arguments.of("lists in an event", Reader.JOURNAL, line + lists(second, 5_000_000), true),
        Arguments.of("lists in the first event", Reader.JOURNAL, lists("{\"n\":", 5_000_000), true),
        Arguments.of("a line without end", Reader.JOURNAL, line + "x".repeat(30_000_000), true),
        Arguments.of("many events", Reader.JOURNAL, line + resumes(300_000), false),
        Arguments.of(
            "lists in a header", Reader.SAFETENSORS, header(lists("{\"a\":", 9_000_000)), true),
        Arguments.of(
            "tensors without values",
            Reader.SAFETENSORS,
            header("{" + keys(entry, 30_000) + "\"__metadata__\":{}}"),
            false),
        Arguments.of(
            "long texts",
            Reader.SAFETENSORS,
            header("{\"__metadata__\":{\"a\":\"" + "é".repeat(4_000_000) + "\"}}"),
            false));
  }

  private static String keys(String template, int count) {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < count; i++) {
      keys.append(template.formatted(i));
    }
    return keys.toString();
  }

  private static String lists(String before, int length) {
    return before + "[" + "[],".repeat(length / 3) + "[]]\n";
  }

  private static String resumes(int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      lines.append(
          "{\"n\":%s,\"at\":\"2026\",\"event\":{\"event\":\"resumed\",\"program\":\"0.1\"}}\n"
              .formatted(i));
    }
    return lines.toString();
  }

  /** An odd first byte lets the length be put before the header. */
  private static String header(String json) {
    return "\1" + json;
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("files")
  void aLargeFileTakesAboutItsSize(String what, Reader reader, String text, boolean refused)
      throws IOException, InterruptedException {
    Path file = reader.write(folder, text.getBytes(UTF_8)).get(0);
    assertThat(read(reader, Files.size(file))).isEqualTo(refused ? REFUSED : 0);
  }

  @Test
  void manyImagesTakeAboutTheirSize() throws IOException, InterruptedException {
    int number = 60_000;
    byte[] labels = new byte[number];
    for (int i = 0; i < number; i += 2) {
      labels[i] = 1;
    }
    byte[] count = Ints.toByteArray(number);
    byte[] side = Ints.toByteArray(28);
    Files.write(
        folder.resolve("x-labels-idx1-ubyte"),
        Bytes.concat(Ints.toByteArray(0x801), count, labels));
    Path images =
        Files.write(
            folder.resolve("x-images-idx3-ubyte"),
            Bytes.concat(Ints.toByteArray(0x803), count, side, side, new byte[number * 28 * 28]));
    assertThat(read(Reader.IDX, Files.size(images))).isZero();
  }

  /** Reads the files in another Java, and returns how that ended. */
  private int read(Reader reader, long bytes) throws IOException, InterruptedException {
    Path log = folder.resolve("log.txt");
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + (2 * bytes + (64 << 20)),
                "-cp",
                System.getProperty("java.class.path"),
                Small.class.getName(),
                reader.name(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(java.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
    if (java.exitValue() != 0 && java.exitValue() != REFUSED) {
      throw new AssertionError(Files.readString(log));
    }
    return java.exitValue();
  }

  /** Reads files, and ends with 0 or with {@link #REFUSED}; anything else is a failure. */
  static final class Small {
    private Small() {}

    /** Takes the reader's name and the folder. */
    public static void main(String[] arguments) throws IOException {
      Reader reader = Reader.valueOf(arguments[0]);
      try {
        reader.read(Path.of(arguments[1]));
      } catch (RuntimeException e) {
        if (!reader.refuses(e)) {
          throw e;
        }
        System.exit(REFUSED);
      }
    }
  }
}
