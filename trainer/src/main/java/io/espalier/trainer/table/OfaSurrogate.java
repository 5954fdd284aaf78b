package io.espalier.trainer.table;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.service.AutoService;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Once-for-All's surrogate for accuracy on ImageNet, for the networks of width 1.2 within its
 * MobileNetV3 (Cai et al., arXiv 1908.09791): a perceptron that was fitted on sub-networks of the
 * trained super-network. Its values are estimates, not measurements.
 *
 * <p>It reads 128 numbers, all 0 or 1: for each of 20 blocks (five stages of up to four) which of
 * the kernels 3, 5 and 7 it has, then for each which of the expansions 3, 4 and 6, none for blocks
 * beyond a stage's depth; then which resolution from 112 on, in steps of 16, of which only those
 * from 160 to 224 were trained.
 */
public final class OfaSurrogate implements AccuracyTable {

  private static final String FAMILY = "ofa-mobilenet-v3";
  private static final List<Integer> WIDTHS = List.of(32, 48, 96, 136, 192);
  private static final int BLOCKS_PER_STAGE = 4;
  private static final int LEAST_DEPTH = 2;
  private static final int CHOICES = 3;
  private static final int EXPANSIONS_FROM = WIDTHS.size() * BLOCKS_PER_STAGE * CHOICES;
  private static final int RESOLUTIONS_FROM = 2 * EXPANSIONS_FROM;
  private static final int FIRST_RESOLUTION = 112;
  private static final int RESOLUTION_STEP = 16;
  private static final Set<Integer> RESOLUTIONS = Set.of(160, 176, 192, 208, 224);
  private static final String KERNELS = "35335";

  private final Perceptron perceptron;

  private OfaSurrogate(Perceptron perceptron) {
    this.perceptron = perceptron;
  }

  /** A safetensors file with the four layers of the perceptron. */
  @AutoService(TableForm.class)
  public static final class SafetensorsForm implements TableForm {
    private static final int INPUTS = RESOLUTIONS_FROM + 8;

    @Override
    public String description() {
      return "Once-for-All's accuracy surrogate as safetensors: 0.weight of shape [N, 128], 2.weight, ...";
    }

    @Override
    public Optional<AccuracyTable> open(Path file) throws IOException {
      SafetensorsFile tensors;
      try {
        tensors = SafetensorsFile.open(file);
      } catch (WeightsException e) {
        return Optional.empty();
      }
      return Perceptron.in(tensors)
          .filter(found -> found.inputs() == INPUTS && found.outputs() == 1)
          .map(OfaSurrogate::new);
    }
  }

  @Override
  public Task task() {
    return Task.IMAGENET;
  }

  @Override
  public double topOne(Architecture architecture) {
    checkArgument(
        architecture.family().equals(FAMILY),
        "The surrogate knows networks of the family %s, not %s.",
        FAMILY,
        architecture.family());
    return perceptron.apply(features(architecture))[0];
  }

  /** Returns the places of the ones. */
  private static int[] features(Architecture architecture) {
    checkArgument(
        RESOLUTIONS.contains(architecture.resolution()),
        "The surrogate knows resolutions from 160 to 224 in steps of 16, not %s.",
        architecture.resolution());
    checkArgument(
        Set.of("kernels").containsAll(architecture.options().keySet()),
        "The surrogate knows the widths of the multiplier 1.2 only; leave out the options %s.",
        architecture.options());
    String kernels = architecture.option("kernels", KERNELS);
    int blocks = architecture.stages().stream().mapToInt(Stage::depth).sum();
    int[] ones = new int[2 * blocks + 1];
    int next = 0;
    for (int i = 0; i < WIDTHS.size(); i++) {
      Stage stage = architecture.stages().get(i);
      checkStage(stage, i);
      int kernel = (kernels.charAt(i) - '3') / 2;
      int expansion = stage.block().orElseThrow().rank();
      for (int block = 0; block < stage.depth(); block++) {
        int place = (i * BLOCKS_PER_STAGE + block) * CHOICES;
        ones[next++] = place + kernel;
        ones[next++] = EXPANSIONS_FROM + place + expansion;
      }
    }
    ones[next] =
        RESOLUTIONS_FROM + (architecture.resolution() - FIRST_RESOLUTION) / RESOLUTION_STEP;
    return ones;
  }

  private static void checkStage(Stage stage, int index) {
    checkArgument(
        stage.depth() >= LEAST_DEPTH && stage.depth() <= BLOCKS_PER_STAGE,
        "The surrogate knows depths from %s to %s, not %s of stage %s.",
        LEAST_DEPTH,
        BLOCKS_PER_STAGE,
        stage.depth(),
        index + 1);
    checkArgument(
        stage.width() == WIDTHS.get(index) && stage.scale() == 1,
        "The surrogate knows the width %s at scale 1 of stage %s, not %s.",
        WIDTHS.get(index),
        index + 1,
        stage.summary());
  }
}
