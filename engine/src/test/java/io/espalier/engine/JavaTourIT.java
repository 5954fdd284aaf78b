package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/java.md, compiled as they stand there and run as processes of their own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JavaTourIT {

  private static final Pattern PROGRAM =
      Pattern.compile("```java\\n(.*?public class (\\w+).*?)```", Pattern.DOTALL);

  @TempDir static Path folder;
  private static final List<String> NAMES = new ArrayList<>();

  @BeforeAll
  static void compileWhatThePageSays() throws IOException {
    Tiny.write(folder);
    Matcher programs = PROGRAM.matcher(Files.readString(Path.of("../docs/java.md")));
    List<String> sources = new ArrayList<>();
    while (programs.find()) {
      Path source = folder.resolve(programs.group(2) + ".java");
      Files.writeString(source, programs.group(1));
      sources.add(source.toString());
      NAMES.add(programs.group(2));
    }
    List<String> words =
        new ArrayList<>(List.of("-proc:none", "-d", folder.toString(), "-cp", publishedClasses()));
    words.addAll(sources);
    int status =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new));
    assertThat(status).as("the page compiles").isZero();
  }

  /** All that a user has: no classes of tests. */
  private static String publishedClasses() {
    return String.join(
        File.pathSeparator,
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("test-classes"))
            .toList());
  }

  /** Runs a program in the folder of the specs; returns what it prints. */
  private static String run(String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dai.djl.offline=true",
                "-cp",
                folder + File.pathSeparator + publishedClasses(),
                program));
    words.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, program, ".txt");
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(out);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  @Test
  @Order(1)
  void aProgramOfThirtyLinesIsStoppedAndResumesInASecondProcess()
      throws IOException, InterruptedException {
    assertThat(Files.readAllLines(folder.resolve("Grow.java"))).hasSizeLessThanOrEqualTo(30);
    String first = run("Grow", "tiny.yaml", "3");
    assertThat(first)
        .contains("trial 0: the base", "trial 2: ", "stopped")
        .doesNotContain("network");
    String second = run("Grow", "tiny.yaml", "1000");
    assertThat(second)
        .doesNotContain("trial 0:", "stopped")
        .contains("trial 7: ")
        .contains("network | MACs | top-1")
        .containsPattern("12px 1x2 1x4 \\| 26,216 \\| [01]\\.\\d{4}\n")
        .containsPattern("px .* \\| [56]\\d,\\d{3} \\| [01]\\.\\d{4}\n$");
    System.out.print(first + second);
  }

  @Test
  @Order(2)
  void aRunIsReadAndItsNetworkClassifies() throws IOException, InterruptedException {
    assertThat(run("Inspect", "runs/tiny"))
        .contains("MACs, ", "parameters, top-1", "gain: ")
        .contains("weights: " + Path.of("runs/tiny/weights/best.safetensors"));
    assertThat(run("Classify", "runs/tiny", "images/test/dark/00.png"))
        .containsPattern("00\\.png: (dark|light) \\(\\d\\.\\d\\d\\)");
  }

  @Test
  @Order(3)
  void networksAreCounted() throws IOException, InterruptedException {
    assertThat(run("Count"))
        .contains("4,089,184,256 MACs, 25,557,032 parameters", "stage 1: 14,155,776 MACs");
  }

  @Test
  @Order(4)
  void aSpecThatIsBuiltInCodeTrainsAndItsNetworkIsMadeLean()
      throws IOException, InterruptedException {
    assertThat(run("MakeLean", "images")).containsPattern("\\d\\d,\\d{3} MACs became \\d");
  }

  @Test
  @Order(5)
  void everyProgramOfThePageWasRun() {
    assertThat(NAMES)
        .usingElementComparator(Comparator.naturalOrder())
        .containsExactlyInAnyOrder("Grow", "Inspect", "Count", "Classify", "MakeLean");
  }
}
