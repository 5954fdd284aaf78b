package io.espalier.cli;

import ai.djl.ndarray.NDManager;
import io.espalier.cli.show.PredictionTable;
import io.espalier.engine.journal.RunException;
import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.RunSummary;
import io.espalier.trainer.data.LooseImages;
import io.espalier.trainer.learn.ModelCard;
import io.espalier.trainer.learn.Prediction;
import io.espalier.trainer.learn.TrainedNetwork;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what is to be seen in images. */
@Command(
    name = "predict",
    description =
        "Says what a trained network sees in images: class, probability, the resolution that was"
            + " looked at, and the MACs that this took.",
    footerHeading = "%nExample:%n",
    footer = "  espalier predict runs/imagenette photos/cat.jpg photos/new")
final class PredictCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "RUN|FILE",
      description = "The folder of a finished run, or the safetensors file that it kept.")
  private Path network;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Files, or folders of files.")
  private List<Path> paths;

  @Mixin private ComputeArguments compute;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    Path weights = weights();
    SafetensorsFile file = SafetensorsFile.open(weights);
    ModelCard card =
        ModelCard.read(file)
            .orElseThrow(
                () ->
                    new RunException(
                        "%s does not say which network and which classes it is for. Train with this version of Espalier."
                            .formatted(weights)));
    List<Path> files = LooseImages.files(paths);
    if (files.isEmpty()) {
      throw new UsageException("There is no file in %s. Name images.".formatted(paths));
    }
    LooseImages images = LooseImages.read(files, card.task().channels(), card.side());
    PredictionTable table = predict(file, card, images);
    output.print(table.rows(), table::text);
    images.unreadable().forEach((path, why) -> System.err.printf("%s: %s%n", path, why));
    return images.unreadable().isEmpty() ? Espalier.DONE : Espalier.FAILED;
  }

  private Path weights() throws IOException {
    if (Files.isRegularFile(network)) {
      return network;
    }
    RunSummary run = RunSummary.read(RunFolder.existing(network));
    Path best = run.folder().weights().best();
    WeightsFile.verify(best, run.trainedWinner().trained().orElseThrow().weights());
    return best;
  }

  private PredictionTable predict(SafetensorsFile file, ModelCard card, LooseImages images)
      throws IOException {
    Torch torch = compute.start();
    try (NDManager manager = torch.newManager();
        TrainedNetwork trained =
            TrainedNetwork.read(file, card.architecture(), card.task(), manager)) {
      return PredictionTable.of(
          images.files(),
          Prediction.of(trained, images.images(), card.normalisation(), manager),
          card.classes());
    }
  }
}
