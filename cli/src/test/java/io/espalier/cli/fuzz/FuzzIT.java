package io.espalier.cli.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lets Jazzer look for files that a reader does not survive: some thousands for each in every
 * build, and for ten minutes with {@code -Pfuzz}.
 */
class FuzzIT {

  /** Jazzer's option that ends it: so many inputs, or so many seconds. */
  private static final String LIMIT = System.getProperty("espalier.fuzz.limit", "-runs=3000");

  /** Code whose branches Jazzer sees, so that it learns what leads deeper. */
  private static final String SEEN = "io.espalier.**";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void everyFileIsReadOrRefused(Reader reader) throws IOException, InterruptedException {
    assumeTrue(
        List.of("amd64", "x86_64", "aarch64").contains(System.getProperty("os.arch")),
        "Jazzer has no native part for this machine.");
    Path log = folder.resolve("log.txt");
    Process jazzer = jazzer(reader, log);
    try {
      assertThat(jazzer.waitFor(20, TimeUnit.MINUTES)).as("it ends").isTrue();
    } finally {
      jazzer.destroyForcibly();
    }
    assertThat(jazzer.exitValue()).as(Files.readString(log)).isZero();
    System.out.printf("%s: %s%n", reader, summary(log));
  }

  private Process jazzer(Reader reader, Path log) throws IOException {
    Path work = Files.createDirectory(folder.resolve("work"));
    Path corpus = Files.createDirectory(folder.resolve("corpus"));
    int number = 0;
    for (byte[] seed : reader.seeds()) {
      Files.write(corpus.resolve("seed-" + number++), seed);
    }
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            // What is allocated is counted in one thread.
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0",
            "-D" + FuzzTarget.READER + "=" + reader,
            "-D" + FuzzTarget.FOLDER + "=" + work,
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + FuzzTarget.class.getName(),
            "--instrumentation_includes=" + SEEN,
            "--custom_hook_includes=" + SEEN,
            // The folder of the files has nothing to do with what is in them.
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.FilePathTraversal",
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + "/",
            "-dict=" + dictionary(reader),
            // Another one every time would let a build fail by chance.
            "-seed=7",
            "-max_len=16384",
            "-timeout=20",
            "-rss_limit_mb=2048",
            LIMIT,
            corpus.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private Path dictionary(Reader reader) throws IOException {
    return Files.writeString(
        folder.resolve("words"),
        reader.words().stream().map(FuzzIT::quoted).collect(Collectors.joining("\n")));
  }

  private static String quoted(String word) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte b : word.getBytes(UTF_8)) {
      quoted.append("\\x%02X".formatted(b));
    }
    return quoted.append('"').toString();
  }

  private static String summary(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> line.contains("DONE") || line.startsWith("Done"))
        .map(String::strip)
        .collect(Collectors.joining("; "));
  }
}
