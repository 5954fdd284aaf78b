package io.espalier.cli;

import com.google.common.base.Ticker;
import io.espalier.cli.SubjectArguments.Subject;
import io.espalier.cli.show.LeanReport;
import io.espalier.engine.session.SpecImages;
import io.espalier.engine.tune.LeanOrder;
import io.espalier.engine.tune.LeanRun;
import io.espalier.evaluator.Trial;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Task;
import io.espalier.space.family.Families;
import io.espalier.space.spec.Quantities;
import io.espalier.space.spec.SearchSpec;
import io.espalier.trainer.lean.DensityChoice;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a trained network lean. */
@Command(
    name = "lean",
    description =
        "Makes a trained network lean: replaces its spatial convolutions by the nearest sums of a"
            + " 1x1 convolution and one in groups, fits these to the responses of the dense ones,"
            + " calibrates batch norm, and fine-tunes as"
            + " 'train' in the spec says. The same command goes on where it was interrupted.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier lean photos.yaml --weights resnet20.safetensors --density groups:4",
      "  espalier lean runs/photos --macs 11M"
    })
final class LeanCommand implements Callable<Integer> {

  @Mixin private SubjectArguments subjects;

  @Option(
      names = "--density",
      paramLabel = "DENSITY",
      split = ",",
      description =
          "dense, groups:4, groups:4:cross, depthwise, depthwise:arms, ...: one for all stages, or"
              + " one for each, with commas between them. With --macs: those to choose from"
              + " (default: depth-wise with two stencils, groups of 2 to 32, and dense).")
  private List<String> densities = new ArrayList<>();

  @Option(
      names = "--macs",
      paramLabel = "MACS",
      description = "Chooses the densities that lose least within so many MACs, such as 11M.")
  private Optional<String> macs = Optional.empty();

  @Option(
      names = "--calibrate",
      paramLabel = "N",
      defaultValue = "512",
      description =
          "Training images for the fit, and for the calibration of batch norm (default:"
              + " ${DEFAULT-VALUE}).")
  private int calibration;

  @Option(
      names = "--no-fit",
      description =
          "Leaves the convolutions as they were projected, instead of fitting them, layer by layer,"
              + " to what the dense ones make of training images.")
  private boolean unfitted;

  @Option(
      names = "--distil",
      paramLabel = "SHARE",
      description =
          "Share of the loss that is the distance to the dense network's answers, such as 0.5"
              + " (default: none).")
  private Optional<Double> share = Optional.empty();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "2",
      description = "What scores are divided by for --distil (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--features",
      paramLabel = "WEIGHT",
      defaultValue = "0",
      description =
          "With --distil: weight of the distance to the dense network's features, the outputs of"
              + " its stages, such as 20 (default: ${DEFAULT-VALUE}).")
  private double features;

  @Mixin private TuningArguments tuning;

  @Override
  public Integer call() throws IOException {
    if (densities.isEmpty() && macs.isEmpty()) {
      throw new UsageException(
          "Say how lean the network shall be, with --density groups:4 or --macs 11M.");
    }
    if (calibration < 1) {
      throw new UsageException(
          "--calibrate %d: batch norm needs at least 1 image.".formatted(calibration));
    }
    if (!(features >= 0 && Double.isFinite(features))) {
      throw new UsageException(
          "--features %s: a weight must be 0 or more, such as 20.".formatted(features));
    }
    if (features > 0 && share.isEmpty()) {
      throw new UsageException(
          "--features %s: there is no teacher. Add --distil 0.9, or leave --features out."
              .formatted(features));
    }
    Subject subject = subjects.subject();
    Task task = SpecImages.task(subject.document(), subject.directory());
    LeanOrder order = order(subject, lean(subject, task));
    Path folder = tuning.folder(Path.of("lean").resolve(subject.document().spec().name()));
    LeanRun.check(folder, order);
    return tuning.proceed(
        subject,
        (dataset, torch, progress) ->
            new LeanRun(folder, order, dataset, torch, Ticker.systemTicker()).proceed(progress),
        result -> LeanReport.table(result) + where(folder));
  }

  private static String where(Path folder) {
    return "Weights: %s%n".formatted(folder.resolve("lean.safetensors"));
  }

  private LeanOrder order(Subject subject, Architecture lean) throws IOException {
    SearchSpec spec = subject.document().spec();
    String file = subject.weights().toAbsolutePath().normalize().toString();
    String sha256 = WeightsFile.sha256(subject.weights());
    return new LeanOrder(
        subject.architecture(),
        file,
        sha256,
        lean,
        spec.data(),
        spec.train(),
        spec.seed(),
        !unfitted,
        calibration,
        teacher(subject.architecture(), file, sha256));
  }

  private Optional<Trial.Teacher> teacher(Architecture dense, String file, String sha256) {
    try {
      return share.isPresent()
          ? Optional.of(new Trial.Teacher(dense, file, sha256, share.get(), temperature, features))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--distil %s: %s".formatted(share.get(), e.getMessage()), e);
    }
  }

  private Architecture lean(Subject subject, Task task) throws IOException {
    Architecture dense = subject.architecture();
    try {
      List<Lean> given = densities.stream().map(Lean::parse).toList();
      if (macs.isEmpty()) {
        Architecture lean = perStage(dense, given);
        Families.draw(lean, task);
        return lean;
      }
      Weights trained =
          WeightsFile.read(
              SafetensorsFile.open(subject.weights()), TensorLayout.of(Families.draw(dense, task)));
      return new DensityChoice(dense, task, trained)
          .within(Quantities.parseCount(macs.get()), given.isEmpty() ? DensityChoice.USUAL : given);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private static Architecture perStage(Architecture dense, List<Lean> densities) {
    int stages = dense.stages().size();
    if (densities.size() != 1 && densities.size() != stages) {
      throw new UsageException(
          "--density: %d densities for %d stages. Give one for all, or one for each."
              .formatted(densities.size(), stages));
    }
    return dense.withDensities(
        densities.size() == 1 ? Collections.nCopies(stages, densities.get(0)) : densities);
  }
}
