package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.espalier.engine.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever is wrong is said in one message with its place and a way out, and nothing is written.
 */
class BadInputTest {

  @TempDir Path folder;
  private Path spec;

  @BeforeEach
  void writeASpecThatIsRight() throws IOException {
    spec = Tiny.write(folder);
  }

  private void replace(String good, String bad) throws IOException {
    assertThat(Tiny.SPEC).contains(good);
    Files.writeString(spec, Tiny.SPEC.replaceFirst(good, bad));
  }

  private static Map<Path, String> content(Path folder) throws IOException {
    Map<Path, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        content.put(
            file,
            Files.isDirectory(file)
                ? ""
                : MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
      }
    }
    return content;
  }

  /** Runs a command, in which {@code ~} is the test's folder, and checks how it is refused. */
  private void assertRefused(int status, String message, String command) throws IOException {
    Map<Path, String> before = content(folder);
    Terminal terminal =
        Terminal.run(
            Stream.of(command.split(" ", -1))
                .map(word -> word.replace("~", folder.toString()))
                .toArray());
    String said = terminal.err().replace(folder.toString(), "~");
    if (message.endsWith("...")) {
      assertThat(said).startsWith(message.replace("...", "")).doesNotContain("\tat ");
    } else {
      assertThat(said).isEqualTo(message + "\n");
    }
    assertThat(terminal.status()).isEqualTo(status);
    assertThat(terminal.out()).isEmpty();
    assertThat(content(folder)).as("files").isEqualTo(before);
  }

  private void assertUsage(String message, String command) throws IOException {
    assertRefused(Exit.USAGE, message, command);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      maxCharsPerColumn = 2000,
      textBlock =
          """
          tolerance:           | tolerant:        | 17:3: budget.tolerant: There is no such key. Did you mean 'tolerance'? Known here: macs, tolerance, atLeast, parameters, latency.
          seed: 3              | seed: three      | 2:7: seed: 'three' is not a seed. Write a whole number from 0 to 9223372036854775807.
          macs: 60k            | macs: 6 Mega     | 16:9: budget.macs: '6 Mega' is not a number of MACs. Write a whole number, or one with k, M or G, such as 6M.
          macs: 60k            | macs: 20k        | 16:9: budget.macs: The base costs 26.2k MACs (26,216), the budget is 20k (17,000 to 23,000 with its tolerance), so that nothing can grow. Raise the budget, or make the base smaller.
          macs: 60k            | macs: 60M        | 16:9: budget.macs: The largest network of this space has ...
          strategy: greedy     | strategy: greedi | 18:20: search.strategy: There is no strategy 'greedi'. Choose one of: ...
          steps: 1             | step: 1          | 18:34: search.step: The strategy greedy has no option 'step'. It knows: reallocate, rungs, steps, stop.
          steps: 1             | steps: 0         | 18:35: search.steps: It is '0', but must be a whole number of at least 1.
          tolerance: 15%       | tolerance: 0.01% | 16:9: budget.macs: No architecture of the space costs 59,994 to 60,006 MACs. The nearest are ...
          """)
  void aSpecThatIsWrongIsRefusedAtItsLine(String good, String bad, String message)
      throws IOException {
    replace(good, bad);
    for (String command : List.of("check ~/tiny.yaml", "search ~/tiny.yaml --runs ~/runs")) {
      assertUsage("~/tiny.yaml:" + message, command);
    }
  }

  @Test
  void missingImagesAreRefusedAtTheirLine() throws IOException {
    replace("images/train", "images/trian");
    assertUsage(
        "~/tiny.yaml:4:10: data.train: no images were found at 'images/trian'. Looked for:...",
        "search ~/tiny.yaml --runs ~/runs");
    replace("images/test", "images/tset");
    assertUsage(
        "~/tiny.yaml:5:9: data.test: no images were found at 'images/tset'. Looked for:...",
        "search ~/tiny.yaml --runs ~/runs");
    assertUsage(
        "--data ~/images/tset: data.test: no images were found at '~/images/tset'. Looked for:...",
        "evaluate ~/tiny.yaml --weights ~/tiny.yaml --data ~/images/tset");
  }

  @Test
  void aClassWithoutImagesIsRefused() throws IOException {
    Files.createDirectory(folder.resolve("images/train/grey"));
    assertUsage(
        "~/tiny.yaml:4:10: data.train: class 'grey' has no image (*.jpg, *.jpeg, *.png, *.bmp,"
            + " *.webp); found the folder ~/images/train/grey, which is empty. Images lie in the"
            + " class's own folder; add some, or remove the folder.",
        "search ~/tiny.yaml --runs ~/runs");
  }

  @Test
  void aTruncatedImageIsNamed() throws IOException {
    Tiny.writeTruncatedJpeg(folder.resolve("images/train/dark/half.jpg"));
    String message =
        """
        ~/tiny.yaml:4:10: data.train: 1 of 33 images cannot be read:
          dark/half.jpg is truncated: the JPEG has no end
        Repair or remove them, or set data.skipUnreadable: true to leave them out.""";
    assertUsage(message, "search ~/tiny.yaml --runs ~/runs");
    assertUsage(message, "train ~/tiny.yaml --runs ~/runs");
    assertUsage(message, "evaluate ~/tiny.yaml --weights ~/tiny.yaml");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      maxCharsPerColumn = 2000,
      textBlock =
          """
          grow                                   | There is no command 'grow'.#See 'espalier --help'.
          serch ~/tiny.yaml                      | There is no command 'serch'.#Did you mean: espalier search or espalier bench?#See 'espalier --help'.
          search                                 | Missing required parameter: 'SPEC'#See 'espalier search --help'.
          search ~/tiny.yaml other.yaml          | Unexpected argument 'other.yaml'.#See 'espalier search --help'.
          search ~/tiny.yaml --run=x             | Unknown option: '--run=x'#Possible solutions: --runs#See 'espalier search --help'.
          search ~/tiny.yaml --threads many      | Invalid value for option '--threads': 'many' is not a whole number#See 'espalier search --help'.
          search ~/tiny.yaml --threads 0         | PyTorch needs at least 1 thread, not 0.
          search ~/tiny.yaml --device tpu        | There is no device 'tpu'. Choose cpu, gpu, or gpu1 for the second of several.
          search ~/tiny.yaml --name ../b         | '../b' is not a name. Write at most 100 letters, digits, dots, dashes and underscores, without a dot in front. Choose another name with --name.
          search ~/tiny.yaml --runs ~/tiny.yaml  | ~/tiny.yaml is a file. Runs need a folder. Choose the folder for runs with --runs.
          search ~/tiny.yaml --set budget.macs   | --set budget.macs: This sets nothing. Write a key's path, an equals sign and a value, such as budget.macs=8M.
          search ~/tiny.yaml --set seed=x        | --set seed=x: seed: 'x' is not a seed. Write a whole number from 0 to 9223372036854775807.
          search ~/no.yaml                       | ~/no.yaml: There is no such file. Name a spec, which is a YAML file.
          search ~/images                        | ~/images: This is a folder. Name a spec, which is a YAML file.
          resume ~/images                        | ~/images is not a run: it has no journal.jsonl. Name the folder of a run, such as runs/quickstart.
          compare ~/images                       | ~/images is not a run: it has no journal.jsonl. Name the folder of a run, such as runs/quickstart.
          train ~/images                         | ~/images is not a run: it has no journal.jsonl. Name the folder of a run, such as runs/quickstart.
          evaluate ~/images                      | ~/images is not a run: it has no journal.jsonl. Name the folder of a run, such as runs/quickstart.
          train ~/no.yaml                        | ~/no.yaml: There is no such file. Name a spec, which is a YAML file.
          train ~/runs/no                        | ~/runs/no: There is no such file or folder. Name the folder of a run, or a spec, which is a YAML file.
          lean ~/runs/no --macs 11M              | ~/runs/no: There is no such file or folder. Name the folder of a run, or a spec, which is a YAML file.
          evaluate ~/tiny.yaml                   | The spec names no weights. Name a safetensors file. Use --weights.
          evaluate ~/tiny.yaml --weights ~/w     | ~/w: there is no such file. Name a safetensors file.
          evaluate ~/tiny.yaml --weights ~/tiny.yaml --threads 0 | PyTorch needs at least 1 thread, not 0.
          lean ~/tiny.yaml                       | Say how lean the network must become, with --density groups:4 or --macs 11M.
          lean ~/tiny.yaml --density depthwise   | The spec names no weights. Name a safetensors file. Use --weights.
          lean ~/tiny.yaml --density groups:3 --weights ~/tiny.yaml | Groups of 3 channels do not divide the 2 inputs and 2 outputs of a convolution. Choose another group size or width.
          lean ~/tiny.yaml --density grouped --weights ~/tiny.yaml | --density grouped: 'grouped' is not a density of convolutions. Write dense, groups:4, groups:4:cross, depthwise or depthwise:arms.
          lean ~/tiny.yaml --density dense,dense,dense --weights ~/tiny.yaml | 3 densities for 2 stages. Give one for all, or one for each.
          lean ~/tiny.yaml --distil much         | Invalid value for option '--distil': 'much' is not a number#See 'espalier lean --help'.
          lean ~/tiny.yaml --macs many --weights ~/tiny.yaml | --macs many: 'many' is not a count. Write a whole number, or one with k, M or G, such as 6M.
          dynamic ~/tiny.yaml --target 200% --weights ~/tiny.yaml | --target 200%: The target (2.0) must be in (0, 1].
          dynamic ~/tiny.yaml --scales 0.5,1 --weights ~/tiny.yaml | --scales 0.5,1.0: The scales [0.5, 1.0] must begin with 1, fall, and stay above 0, such as [1, 0.75, 0.5].
          dynamic ~/tiny.yaml --weights ~/w      | ~/w: there is no such file. Name a safetensors file.
          thumb ~/tiny.yaml --scale 3 --weights ~/tiny.yaml | --scale 3: The scale (3) must be 2 or 4.
          thumb ~/tiny.yaml --scale 2            | The spec names no weights. Name a safetensors file. Use --weights.
          thumb apply ~/images --in ~/images --out ~/x | ~/images is not a run: it has no journal.jsonl. Name the folder of a run, such as runs/quickstart.
          predict ~/images ~/images              | ~/images is not a run: it has no journal.jsonl. Name the folder of a run, such as runs/quickstart.
          lean ~/tiny.yaml --density depthwise --calibrate 0 | --calibrate 0: the calibration needs at least 1 image.
          lean ~/tiny.yaml --density depthwise --distil 2 --weights ~/tiny.yaml | --distil 2.0: The share (2.0) of a teacher must be above 0, at most 1.
          lean ~/tiny.yaml --density depthwise --distil 0.9 --features -1 --weights ~/tiny.yaml | --features -1.0: the weight must be 0 or more, such as 20.
          lean ~/tiny.yaml --density depthwise --weights ~/tiny.yaml --set family=regnet-x --set base.options.stem=8 --set base.options.groupWidth=2 | The family regnet-x has no dense spatial convolutions that could be depthwise. Leave lean out, or choose a family such as resnet.
          describe ~/images                      | ~/images is not a run: it has no journal.jsonl. Name the folder of a run, such as runs/quickstart.
          describe ~/runs/lost                   | There is no file or folder ~/runs/lost. Name a spec, the folder of a run, or a published network such as resnet-50@224.
          describe resnet-17                     | There is no published network 'resnet-17'. Similar names: resnet-18, resnet-34, resnet-50, resnet-101, resnet-152. 'espalier describe' lists all.
          describe resnet-50@big                 | The resolution in 'resnet-50@big' must be a whole number of pixels, as in resnet-50@224.
          describe resnet-50 --format xml        | Invalid value for option '--format': expected one of [TABLE, JSON] (case-insensitive) but was 'xml'#See 'espalier describe --help'.
          """)
  void aCommandThatIsWrongIsRefused(String command, String message) throws IOException {
    assertUsage(message.replace("#", "\n"), command);
  }

  @Test
  void nothingToDoIsSaidWithAnExample() throws IOException {
    Terminal terminal = Terminal.run();
    assertThat(terminal.status()).isEqualTo(Exit.USAGE);
    assertThat(terminal.err())
        .isEqualTo(
            """
            Name a command, as in 'espalier search specs/quickstart.yaml'.
            See 'espalier --help'.
            """);
  }

  @Test
  void anEmptySpecIsRefused() throws IOException {
    Files.writeString(spec, "");
    assertUsage(
        "~/tiny.yaml:1:1: The spec is empty. Write at least data, family, base, budget and train.",
        "search ~/tiny.yaml --runs ~/runs");
  }

  @Test
  void whatIsWrongIsSaidAllAtOnce() throws IOException {
    replace("seed: 3", "seed: three\nsead: 3");
    assertUsage(
        """
        ~/tiny.yaml:2:7: seed: 'three' is not a seed. Write a whole number from 0 to \
        9223372036854775807.
        ~/tiny.yaml:3:1: sead: There is no such key. Did you mean 'seed'? Known here: name, seed, \
        data, family, base, weights, space, budget, search, train, final, dynamicResolution, \
        thumbnail.""",
        "search ~/tiny.yaml --runs ~/runs");
  }

  @Test
  void namesOfFilesDoNotCommandTheTerminal() throws IOException {
    Path image = folder.resolve("images/train/dark/\u001b[2J\u202egnp.png");
    try {
      Files.write(image, new byte[] {1});
    } catch (InvalidPathException | IOException e) {
      assumeTrue(false, "This system has no such names.");
    }
    assertUsage(
        """
        ~/tiny.yaml:4:10: data.train: 1 of 33 images cannot be read:
          dark/?[2J?gnp.png is not a JPEG, PNG, BMP or WebP image
        Repair or remove them, or set data.skipUnreadable: true to leave them out.""",
        "search ~/tiny.yaml --runs ~/runs");
    assertUsage("There is no command '?[31m'.\nSee 'espalier --help'.", "\u001b[31m");
  }
}
