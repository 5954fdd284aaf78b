package io.espalier.cli;

import io.espalier.cli.show.PredictionTable;
import io.espalier.engine.Classifier;
import io.espalier.engine.Engine;
import io.espalier.trainer.data.LooseImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what a trained network sees in images. */
@Command(
    name = "predict",
    description = {
      "Shows what a trained network sees in images.",
      "For each image these are the class, its probability, the resolution that was used, and the"
          + " MACs that this took."
    },
    footerHeading = "%nExample:%n",
    footer = "  espalier predict runs/imagenette photos/cat.jpg photos/new")
final class PredictCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "RUN|FILE",
      description = "The folder of a finished run, or the safetensors file that a run kept.")
  private Path network;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Image files, or folders of image files.")
  private List<Path> paths;

  @Mixin private ComputeArguments compute;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    List<Path> files = LooseImages.files(paths);
    if (files.isEmpty()) {
      throw new UsageException(
          "There is no file in %s. Name image files, or a folder that has some.".formatted(paths));
    }
    try (Classifier classifier = classifier()) {
      Classifier.Answers seen = classifier.classify(files);
      output.print(seen.answers(), () -> PredictionTable.of(seen.answers()));
      seen.unreadable().forEach((path, why) -> System.err.printf("%s: %s%n", path, why));
      return seen.unreadable().isEmpty() ? Exit.DONE : Exit.FAILED;
    }
  }

  private Classifier classifier() throws IOException {
    try {
      return Files.isRegularFile(network)
          ? Classifier.load(network, compute.threads(), compute.device())
          : Classifier.of(Engine.read(network), compute.threads(), compute.device());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }
}
