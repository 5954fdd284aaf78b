package io.espalier.cli;

import io.espalier.engine.tune.Subject;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.dynamic.DynamicResolution.When;
import io.espalier.space.spec.Quantities;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.StartingWeights.LastLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Teaches a trained network to choose a resolution for every image. */
@Command(
    name = "dynamic",
    description = {
      "Teaches a trained network to choose a resolution for every image.",
      "It is trained as 'final' and 'dynamicResolution' in the spec say. The training is itself a"
          + " run, and can be resumed."
    },
    footerHeading = "%nExample:%n",
    footer = "  espalier dynamic photos.yaml --weights resnet18.safetensors --new-head")
final class DynamicCommand implements Callable<Integer> {

  @Mixin private SubjectArguments subjects;

  @Option(
      names = "--new-head",
      description =
          "Draws the last layer at random, because the one in the file is for other classes.")
  private boolean newHead;

  @Option(
      names = "--scales",
      split = ",",
      paramLabel = "SCALE",
      description =
          "Resolutions, as shares of the input's side (default: those of the spec, or 1,0.75,0.5).")
  private List<Double> scales = new ArrayList<>();

  @Option(
      names = "--target",
      paramLabel = "SHARE",
      description =
          "The average MACs of an image, as a share of the MACs at full resolution (default: that of"
              + " the spec, or 60%%).")
  private Optional<String> target = Optional.empty();

  @Mixin private RunArguments runs;

  @Override
  public Integer call() throws IOException {
    Subject subject = subjects.subject();
    try {
      return runs.start(
          subject.spec(),
          subject.dynamic(
              settings(subject.spec().value()), newHead ? LastLayer.NEW : LastLayer.KEEP),
          subject.spec().value().name() + "-dynamic");
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private DynamicResolution settings(SearchSpec spec) {
    DynamicResolution written =
        spec.dynamicResolution()
            .orElseGet(
                () ->
                    DynamicResolution.of(
                        When.FINAL,
                        DynamicResolution.USUAL_SCALES,
                        DynamicResolution.USUAL_TARGET));
    DynamicResolution scaled =
        scales.isEmpty()
            ? written
            : OptionValue.read("--scales", shown(scales), () -> written.withScales(scales));
    return target
        .map(
            text ->
                OptionValue.read(
                    "--target", text, () -> scaled.withTarget(Quantities.parseShare(text))))
        .orElse(scaled);
  }

  private static String shown(List<Double> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
