package io.espalier.space.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not a spec at all. */
class SpecFileTest {

  private static final String REMEDY =
      " Mind the indentation (spaces only), brackets, quotes and colons.";

  @TempDir Path folder;

  private String mistakes(String yaml) {
    return Specs.mistakes(folder, yaml);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.yaml");
    assertThatThrownBy(() -> new SpecReader().read(file, List.of()))
        .isInstanceOf(SpecException.class)
        .hasMessage(file + ": There is no such file. Name a spec, which is a YAML file.");
  }

  @Test
  void aFolderIsRefused() {
    assertThatThrownBy(() -> new SpecReader().read(folder, List.of()))
        .isInstanceOf(SpecException.class)
        .hasMessage(folder + ": This is a folder. Name a spec, which is a YAML file.");
  }

  @Test
  void aLargeFileIsRefused() throws Exception {
    byte[] bytes = new byte[(1 << 20) + 1];
    assertThat(Specs.mistakesOfBytes(folder, bytes))
        .isEqualTo(
            "spec.yaml: This file is larger than 1 MiB, the most that a spec may have."
                + " Name a spec, which is a YAML file.");
  }

  @Test
  void aHugeFileIsRefusedWithoutReadingIt() throws Exception {
    Path file = folder.resolve("huge.yaml");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {'x'}), 100_000_000);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SpecReader reader = new SpecReader();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> reader.read(file, List.of()))
        .hasMessageContaining("This file is larger than 1 MiB, the most that a spec may have.");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# only a comment\n", "---\n", "null", "\uFEFF"})
  void anEmptyFileIsOneProblem(String yaml) {
    assertThat(mistakes(yaml))
        .isEqualTo(
            "spec.yaml:1:1: The spec is empty. Write at least data, family, base, budget and"
                + " train.");
  }

  @Test
  void aListIsNoSpec() {
    assertThat(mistakes("\n- 1\n"))
        .isEqualTo(
            "spec.yaml:2:1: A list is not a spec. Write keys and values, such as 'seed: 7'.");
  }

  @Test
  void mistakesOfYamlHaveTheirPlace() {
    assertThat(mistakes("seed: [1\nname: x"))
        .isEqualTo(
            "spec.yaml:2:5: This is not valid YAML: while parsing a flow sequence,"
                + " expected ',' or ']', but got :."
                + REMEDY);
    assertThat(mistakes("data:\n\ttrain: x"))
        .startsWith("spec.yaml:2:1: This is not valid YAML: ")
        .contains("TAB");
    assertThat(mistakes("seed: 1\n---\nseed: 2"))
        .isEqualTo(
            "spec.yaml:2:1: This is not valid YAML: expected a single document in the"
                + " stream, but found another document."
                + REMEDY);
    assertThat(mistakes("seed: *other"))
        .isEqualTo("spec.yaml:1:7: This is not valid YAML: found undefined alias other." + REMEDY);
    assertThat(mistakes("name: \"\\UFFFFFFFF\""))
        .startsWith("spec.yaml:1:5: This is not valid YAML: ");
  }

  @Test
  void charactersThatYamlForbidsHaveTheirPlace() {
    assertThat(mistakes("seed: 1\nname: 😀\u0001"))
        .isEqualTo(
            "spec.yaml:2:8: This is not valid YAML: the character START OF HEADING is"
                + " not allowed."
                + REMEDY);
  }

  @Test
  void forbiddenCharactersAreFoundFarIntoAFile() {
    assertThat(mistakes("# comment\n".repeat(1000) + "seed: \uFFFE"))
        .startsWith("spec.yaml:1001:7: This is not valid YAML: the character ");
  }

  @Test
  void bytesThatAreNoUtf8HaveTheirPlace() {
    assertThat(
            Specs.mistakesOfBytes(
                folder, "seed: 1\nname: \u00fc".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo("spec.yaml:2:7: This is not UTF-8 text. Save the spec as UTF-8.");
  }

  @Test
  void aByteOrderMarkIsNoMistake() {
    assertThat(mistakes("\uFEFF" + Specs.QUICKSTART)).isEmpty();
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(mistakes("[".repeat(100_000)))
        .isEqualTo(
            "spec.yaml:1:33: This is not valid YAML: more than 32 lists and mappings are"
                + " nested."
                + REMEDY);
  }

  @Test
  void tooManyValuesAreRefused() {
    assertThat(mistakes("- 1\n".repeat(30_000)))
        .isEqualTo(
            "spec.yaml:20000:3: This is not valid YAML: it has more than 20000 keys and"
                + " values, which no spec has."
                + REMEDY);
  }

  @Test
  void aliasesThatGrowAreRefused() {
    String bomb =
        "a0: &a0 [x, x]\n"
            + IntStream.range(1, 30)
                .mapToObj(i -> "a%s: &a%s [*a%s, *a%s]\n".formatted(i, i, i - 1, i - 1))
                .collect(Collectors.joining());
    assertThat(mistakes(bomb)).contains("it becomes too large when its aliases are expanded");
    assertThat(mistakes("a: &a [*a]"))
        .contains("it becomes too large when its aliases are expanded");
  }

  @Test
  void whatATextHoldsDoesNotFloodTheMessage() {
    String message = mistakes(Specs.QUICKSTART.replace("seed: 7", "seed: " + "x".repeat(100_000)));
    assertThat(message).hasSizeLessThan(300).contains("xxx...' is not a seed.");
    assertThat(mistakes("? \"" + "\\e".repeat(10_000) + "\"\n: 1"))
        .doesNotContain("\u001b")
        .hasSizeLessThan(5_000);
  }

  @Test
  void aFileThatMayNotBeReadIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("locked.yaml"), Specs.SMALLEST);
    assumeTrue(
        file.toFile().setReadable(false) && !Files.isReadable(file),
        "This user may read every file.");
    assertThatThrownBy(() -> new SpecReader().read(file, List.of()))
        .hasMessage(file + ": This file may not be read. Change its permissions.");
  }
}
