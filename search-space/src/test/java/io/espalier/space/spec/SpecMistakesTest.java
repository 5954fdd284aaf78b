package io.espalier.space.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read when a spec is wrong: whole messages, with line and column. */
class SpecMistakesTest {

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} > {1}")
  @CsvFileSource(resources = "mistakes.csv", delimiter = '|', quoteCharacter = '`', emptyValue = "")
  void aMistakeHasItsPlaceAndItsRemedy(String good, String bad, String message) {
    String yaml = Specs.QUICKSTART.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad));
    assertThat(yaml).isNotEqualTo(Specs.QUICKSTART);
    assertThat(Specs.mistakes(folder, yaml)).isEqualTo(message);
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThat(
            Specs.mistakes(
                folder,
                """
                name: x y
                data: {train: images, classes: 1}
                family: resnet-cifar
                base:
                  options: {shortcut: c, block: basic}
                  resolution: 32
                  stages: [{depth: 2, width: 16}, {depth: 2, width: 32}]
                space:
                  resolution: {to: 30}
                  stages: [{depth: {to: 1}}, {width: {to: 31}}]
                budget: {macs: 1.5}
                train: {epochs: 1, warmup: 2}
                """,
                "train.batch=1",
                "search=random"))
        .isEqualTo(
            """
            spec.yaml:1:7: name: 'x y' is not a name. Write at most 64 letters, digits, dots, dashes \
            and underscores, with no dot in front.
            spec.yaml:2:32: data.classes: '1' is not a number of classes. Write a whole number of at \
            least 2, such as 10.
            spec.yaml:5:23: base.options.shortcut: The option shortcut of family resnet-cifar is \
            'c'; it must be one of [a, b].
            spec.yaml:5:33: base.options.block: The family resnet-cifar has no option 'block'. It \
            knows: shortcut.
            spec.yaml:9:20: space.resolution.to: 30 is below the resolution of the base (32). \
            Networks only grow: write a larger value, or leave it out.
            spec.yaml:10:25: space.stages[0].depth.to: 1 is below the depth of stage 1 of the base \
            (2). Networks only grow: write a larger value, or leave it out.
            spec.yaml:10:43: space.stages[1].width.to: 31 is below the width of stage 2 of the base \
            (32). Networks only grow: write a larger value, or leave it out.
            spec.yaml:11:16: budget.macs: '1.5' is not a number of MACs. Write a whole number, or one \
            with k, M or G, such as 6M.
            --set search=random: search: 'random' is not a search section. Write the strategy and its \
            settings, such as {strategy: greedy, steps: 4}.
            --set train.batch=1: train.batch: '1' is not a batch size. Write a whole number from 2 to \
            65536, such as 128.""");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      maxCharsPerColumn = 1000,
      textBlock =
          """
          budget.macs=8X            | budget.macs: '8X' is not a number of MACs. Write a whole number, or one with k, M or G, such as 6M.
          budget.macs=              | budget.macs: There is no value. Write a whole number, or one with k, M or G, such as 6M.
          budget.mac=8M             | budget.mac: There is no such key. Did you mean 'macs'? Known here: macs, tolerance, atLeast, parameters, latency.
          base.stages[1].width=wide | base.stages[1].width: 'wide' is not a width. Write a whole number of channels from 1 to 65536, such as 16.
          base.stages[7].width=8    | base.stages[7].width: base.stages has 3 entries, counted from 0; there is no [7]. Set an entry that exists, or the whole list.
          base[0]=8                 | base[0]: base is not a list, so it has no [0]. Set an entry that exists, or the whole list.
          name.first=x              | name.first: name is not a mapping, so it has no key 'first'. Set the whole value instead.
          space.stages=[]           | space.stages: The space has 0 stages, the base has 3. Give one entry for all stages, or one per stage.
          space.stages=[{}, {}]     | space.stages: The space has 2 stages, the base has 3. Give one entry for all stages, or one per stage.
          seed=[1                   | seed: This is not valid YAML: while parsing a flow sequence, expected ',' or ']', but got <stream end>. Mind the indentation (spaces only), brackets, quotes and colons.
          budget                    | This sets nothing. Write a key's path, an equals sign and a value, such as budget.macs=8M.
          =8M                       | This sets nothing. Write a key's path, an equals sign and a value, such as budget.macs=8M.
          """)
  void anOverrideIsNamedAsItWasGiven(String override, String message) {
    assertThat(Specs.mistakes(folder, Specs.QUICKSTART, override))
        .isEqualTo("--set " + override + ": " + message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          family=resnet-cifr | family: There is no family 'resnet-cifr'. Choose one of: [
          base=resnet-17     | base: There is no published network 'resnet-17'. Similar names: resnet-18,
          """)
  void whatIsKnownInsteadIsTold(String override, String message) {
    assertThat(Specs.mistakes(folder, Specs.QUICKSTART, override))
        .startsWith("--set " + override + ": " + message)
        .contains(", resnet-");
  }

  @Test
  void aBaseThatCannotBeDrawnIsRefused() {
    assertThat(
            Specs.mistakes(
                folder, Specs.QUICKSTART, "base.stages[2].width=8", "base.options.shortcut=a"))
        .isEqualTo(
            "spec.yaml:10:3: base: A shortcut without parameters cannot lose channels (padding -4,"
                + " -4). Give no stage fewer channels than the one before, or use shortcuts with parameters.");
  }

  @Test
  void meanAndDeviationFitTheChannels() {
    assertThat(
            Specs.mistakes(
                folder,
                Specs.QUICKSTART,
                "data.channels=1",
                "data.mean=[0.5]",
                "data.standardDeviation=[0.2, 0.2]"))
        .isEqualTo(
            "--set data.mean=[0.5]: data.mean: Mean [0.5] and standard deviation [0.2, 0.2] must"
                + " both have one number for each channel (1).");
  }

  @Test
  void classesAreOutputsThatThereAre() {
    assertThat(
            Specs.mistakes(
                folder, Specs.QUICKSTART, "data.classes=20", "data.classIndex={a.b: 0, cow: x}"))
        .isEqualTo(
            """
            --set data.classIndex={a.b: 0, cow: x}: data.classIndex.cow: 'x' is not an output. Write a \
            whole number of at least 0, below data.classes.""");
    assertThat(
            Specs.mistakes(
                folder, Specs.QUICKSTART, "data.classes=20", "data.classIndex={a.b: 20, cat: 19}"))
        .isEqualTo(
            "--set data.classIndex={a.b: 20, cat: 19}: data.classIndex.a.b: There is no output 20:"
                + " data.classes is 20, and outputs are counted from 0. Write a smaller number, or"
                + " correct data.classes.");
  }

  @Test
  void weightsThatAreMissingAreNamedAtTheirKey() throws Exception {
    SpecDocument missing = Specs.read(folder, Specs.COMPLETE);
    assertThat(missing.missingFiles(folder))
        .extracting(SpecProblem::toString)
        .containsExactly(
            folder.resolve("spec.yaml")
                + ":23:17: weights.file: There is no file 'weights.safetensors' in "
                + folder
                + ". Write a path relative to the spec, or an absolute one.");
    Files.createDirectory(folder.resolve("weights.safetensors"));
    assertThat(missing.missingFiles(folder)).hasSize(1);
    Files.delete(folder.resolve("weights.safetensors"));
    Files.createFile(folder.resolve("weights.safetensors"));
    assertThat(missing.missingFiles(folder)).isEmpty();
    assertThat(Specs.read(folder, Specs.SMALLEST).missingFiles(folder)).isEmpty();
    assertThat(Specs.read(folder, Specs.SMALLEST, "weights=none").missingFiles(folder))
        .extracting(SpecProblem::path)
        .containsExactly("weights");
    assertThat(Specs.read(folder, Specs.SMALLEST, "weights=\"a\\0b\"").missingFiles(folder))
        .hasSize(1);
  }

  @Test
  void aPublishedBaseHasItsOwnFamily() {
    assertThat(Specs.mistakes(folder, "family: resnet-cifar\n" + Specs.SMALLEST))
        .isEqualTo(
            "spec.yaml:1:9: family: The base is of the family resnet, not 'resnet-cifar'."
                + " Remove this key.");
  }

  @Test
  void thumbnailsMustBeWholeParts() {
    assertThat(
            Specs.mistakes(
                folder,
                Specs.QUICKSTART.replace("resolution: 28", "resolution: 30")
                    + "thumbnail: {scale: 4}\n"))
        .isEqualTo(
            "spec.yaml:30:20: thumbnail.scale: The scale 4 does not divide the resolution (30"
                + " pixels). Choose the other scale, or a resolution such as 32.");
  }

  @Test
  void problemsFoundLaterHaveThePlaceOfTheirKey() {
    SpecDocument document = Specs.read(folder, Specs.QUICKSTART, "data.test=elsewhere");
    String path = folder.resolve("spec.yaml").toString();
    assertThat(document.problem("data.train", "It is not there.", "Look for it."))
        .hasToString(path + ":4:10: data.train: It is not there. Look for it.");
    assertThat(document.problem("base.stages[1].width", "Odd.", ""))
        .hasToString(path + ":13:25: base.stages[1].width: Odd.");
    assertThat(document.problem("data.test", "It is not there.", "Look for it."))
        .hasToString("--set data.test=elsewhere: data.test: It is not there. Look for it.");
    assertThat(document.problem("search.strategy.name", "There is none.", ""))
        .hasToString(path + ":26:13: search.strategy.name: There is none.");
    assertThat(document.text()).isEqualTo(Specs.QUICKSTART);
  }
}
