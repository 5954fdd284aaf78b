package io.espalier.cli;

import io.espalier.engine.tune.LeanTerms;
import io.espalier.engine.tune.Subject;
import io.espalier.evaluator.Distillation;
import io.espalier.space.Lean;
import io.espalier.space.spec.Quantities;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a trained network lean. */
@Command(
    name = "lean",
    description = {
      "Makes a trained network lean, and fine-tunes it.",
      "Every spatial convolution is replaced by the nearest sum of a 1x1 convolution and a grouped"
          + " convolution. The sum is fitted to the responses of the dense convolution. Then batch"
          + " norm is calibrated, and the network is trained as 'train' in the spec says. The"
          + " training is itself a run, and can be resumed."
    },
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
          "dense, depthwise, depthwise:arms, groups:4, groups:4:cross, and so on. Write one for all"
              + " stages, or one for each stage, separated by commas. With --macs, the densities to"
              + " choose from (default: depthwise with two stencils, groups of 2 to 32, and"
              + " dense).")
  private List<String> densities = new ArrayList<>();

  @Option(
      names = "--macs",
      paramLabel = "MACS",
      description =
          "Chooses the densities that lose the least within this number of MACs, such as 11M.")
  private Optional<String> macs = Optional.empty();

  @Option(
      names = "--calibrate",
      paramLabel = "N",
      defaultValue = "512",
      description =
          "Number of training images for the fit, and for the calibration of batch norm (default:"
              + " ${DEFAULT-VALUE}).")
  private int calibration;

  @Option(
      names = "--no-fit",
      description =
          "Does not fit the convolutions to the responses of the dense ones. They stay as they were"
              + " projected.")
  private boolean unfitted;

  @Option(
      names = "--distil",
      paramLabel = "SHARE",
      description =
          "Learns from the dense network, too: the share of the loss that is the distance to its"
              + " answers, such as 0.5 (default: none).")
  private Optional<Double> share = Optional.empty();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "2",
      description = "With --distil: what scores are divided by (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--features",
      paramLabel = "WEIGHT",
      defaultValue = "0",
      description =
          "With --distil: the weight of the distance to the dense network's features, such as 20."
              + " Features are the outputs of stages (default: ${DEFAULT-VALUE}).")
  private double features;

  @Mixin private RunArguments runs;

  @Override
  public Integer call() throws IOException {
    if (densities.isEmpty() && macs.isEmpty()) {
      throw new UsageException(
          "Say how lean the network must become, with --density groups:4 or --macs 11M.");
    }
    if (calibration < 1) {
      throw new UsageException(
          "--calibrate %d: the calibration needs at least 1 image.".formatted(calibration));
    }
    if (!(features >= 0 && Double.isFinite(features))) {
      throw new UsageException(
          "--features %s: the weight must be 0 or more, such as 20.".formatted(features));
    }
    if (features > 0 && share.isEmpty()) {
      throw new UsageException(
          "--features %s: there is no teacher. Add --distil 0.9, or remove --features."
              .formatted(features));
    }
    Subject subject = subjects.subject();
    try {
      return runs.start(
          subject.spec(), subject.lean(terms()), subject.spec().value().name() + "-lean");
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private LeanTerms terms() {
    return new LeanTerms(
        densities.stream()
            .map(text -> OptionValue.read("--density", text, () -> Lean.parse(text)))
            .toList(),
        macs.stream()
            .mapToLong(text -> OptionValue.read("--macs", text, () -> Quantities.parseCount(text)))
            .findFirst(),
        !unfitted,
        calibration,
        distillation());
  }

  private Optional<Distillation> distillation() {
    return share.map(
        s -> OptionValue.read("--distil", s, () -> new Distillation(s, temperature, features)));
  }
}
