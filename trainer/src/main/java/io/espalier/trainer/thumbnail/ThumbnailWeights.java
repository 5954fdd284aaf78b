package io.espalier.trainer.thumbnail;

import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The weights that a downscaler, a student and their mapping start from. */
public final class ThumbnailWeights {

  private ThumbnailWeights() {}

  /**
   * Returns where training starts: the student has the teacher's weights, the downscaler makes
   * plain thumbnails, and the mapping changes nothing but the size.
   *
   * @param teacher weights of the plan's teacher
   * @param random draws the downscaler
   */
  public static Weights start(ThumbnailPlan plan, Weights teacher, RandomGenerator random) {
    Weights weights = Weights.initial(TensorLayout.of(plan.ways()), random);
    weights.take(teacher);
    fill(weights, ThumbnailPlan.DOWNSCALER_CORRECTION + ".weight", 0);
    fill(weights, ThumbnailPlan.MAPPING_CONVOLUTION + ".weight", 0);
    Slot mapping = slot(weights, ThumbnailPlan.MAPPING_CONVOLUTION + ".weight").orElseThrow();
    int inputs = mapping.dims().get(1);
    for (int i = 0; i < Math.min(mapping.dims().get(0), inputs); i++) {
      weights.learned()[mapping.offset() + i * inputs + i] = 1;
    }
    return weights;
  }

  private static void fill(Weights weights, String name, float value) {
    slot(weights, name)
        .ifPresent(
            slot ->
                Arrays.fill(
                    weights.vector(slot.kind()),
                    slot.offset(),
                    slot.offset() + slot.size(),
                    value));
  }

  private static Optional<Slot> slot(Weights weights, String name) {
    return weights.layout().slot(name);
  }
}
