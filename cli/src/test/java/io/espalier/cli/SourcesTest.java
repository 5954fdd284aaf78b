package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the sources of all modules have in common. */
class SourcesTest {

  private static final int MOST_LINES = 300;

  /** Returns all Java files below a folder of every module, such as {@code src/main}. */
  private static List<Path> sources(String below) throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      List<Path> files =
          modules
              .map(module -> module.resolve(below))
              .filter(Files::isDirectory)
              .flatMap(SourcesTest::files)
              .toList();
      assertThat(files).isNotEmpty();
      return files;
    }
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyFileCanBeReadInOneGo() throws IOException {
    SortedMap<Path, Integer> tooLong = new TreeMap<>();
    for (Path file : sources("src")) {
      int lines = Files.readAllLines(file).size();
      if (lines > MOST_LINES) {
        tooLong.put(file, lines);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    Set<Path> packages =
        sources("src/main").stream().map(Path::getParent).collect(Collectors.toSet());
    assertThat(packages).allMatch(folder -> Files.exists(folder.resolve("package-info.java")));
  }
}
