package io.espalier.cli;

import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.RunSummary;
import io.espalier.space.Architecture;
import io.espalier.space.spec.SpecDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Teaches a trained network to choose a resolution for every image. */
@Command(
    name = "dynamic",
    description =
        "Teaches a trained network to choose a resolution for every image, as 'final' and"
            + " 'dynamicResolution' in the spec say. The training is a run itself, and can be"
            + " resumed.",
    footerHeading = "%nExample:%n",
    footer = "  espalier dynamic specs/imagenette.yaml --weights resnet18.safetensors --new-head")
final class DynamicCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN|SPEC",
      description = "The folder of a finished run, or a YAML file, whose base is taken.")
  private Path path;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "A safetensors file (default: the best of the run, or 'weights' of the spec).")
  private Optional<Path> weights = Optional.empty();

  @Option(
      names = "--new-head",
      description = "Draws the last layer anew: the file's tells other classes apart.")
  private boolean newHead;

  @Option(
      names = "--scales",
      split = ",",
      paramLabel = "SCALE",
      description = "Resolutions (default: those of the spec, or 1,0.75,0.5).")
  private List<Double> scales = new ArrayList<>();

  @Option(
      names = "--target",
      paramLabel = "SHARE",
      description = "Share of the MACs at full resolution (default: that of the spec, or 60%%).")
  private Optional<String> target = Optional.empty();

  @Mixin private SpecArguments specs;
  @Mixin private RunArguments runs;

  @Override
  public Integer call() throws IOException {
    return runs.start(Files.isDirectory(path) ? ofRun() : ofSpec());
  }

  private RunArguments.Asked ofSpec() {
    Path directory = path.toAbsolutePath().getParent();
    SpecDocument given = specs.readBase(path);
    List<String> overrides = overrides(given, specs.overrides(), weights);
    SpecDocument document = SpecArguments.read(path, directory, overrides).document();
    if (document.spec().weights().isEmpty()) {
      throw new UsageException(
          "The spec names no weights. Name a safetensors file with --weights.");
    }
    return asked(document, directory, overrides, document.spec().space().base());
  }

  private RunArguments.Asked ofRun() throws IOException {
    RunSummary run = RunSummary.read(RunFolder.existing(path));
    Architecture winner = run.trainedWinner().candidate().architecture();
    Path directory = Path.of(run.started().directory());
    List<String> before = new ArrayList<>(run.started().overrides());
    before.addAll(specs.overrides());
    List<String> overrides =
        overrides(
            run.document(), before, weights.or(() -> Optional.of(run.folder().weights().best())));
    return asked(
        SpecArguments.read(run.folder().spec(), directory, overrides).document(),
        directory,
        overrides,
        winner);
  }

  private static RunArguments.Asked asked(
      SpecDocument document, Path directory, List<String> overrides, Architecture architecture) {
    return new RunArguments.Asked(
        document,
        directory,
        overrides,
        Optional.of(architecture),
        document.spec().name() + "-dynamic");
  }

  /** What the options add to a spec. */
  private List<String> overrides(SpecDocument given, List<String> before, Optional<Path> file) {
    List<String> overrides = new ArrayList<>(before);
    file.ifPresent(
        path -> {
          overrides.add("weights={}");
          overrides.add("weights.file=" + path.toAbsolutePath().normalize());
          overrides.add("weights.head=" + (newHead ? "new" : "keep"));
        });
    boolean absent = given.spec().dynamicResolution().isEmpty();
    if (absent || !scales.isEmpty()) {
      overrides.add(
          "dynamicResolution.scales=["
              + (scales.isEmpty()
                  ? "1, 0.75, 0.5"
                  : scales.stream().map(String::valueOf).collect(Collectors.joining(", ")))
              + "]");
    }
    if (absent || target.isPresent()) {
      overrides.add("dynamicResolution.target=" + target.orElse("60%"));
    }
    return overrides;
  }
}
