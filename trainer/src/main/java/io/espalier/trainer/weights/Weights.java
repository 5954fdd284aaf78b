package io.espalier.trainer.weights;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.weights.Slot.Kind;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The values of a network's tensors, in two flat arrays.
 *
 * @param layout the place of each tensor
 * @param learned kernels, matrices, biases, scales and shifts
 * @param statistics running means and variances
 */
@SuppressWarnings("ArrayRecordComponent") // Millions of floats; never compared as records.
public record Weights(TensorLayout layout, float[] learned, float[] statistics) {

  /**
   * @throws IllegalArgumentException if an array has not the layout's size
   */
  public Weights {
    checkArgument(
        learned.length == layout.learnedSize() && statistics.length == layout.statisticsSize(),
        "%s learned values and %s statistics do not fit a layout of %s and %s.",
        learned.length,
        statistics.length,
        layout.learnedSize(),
        layout.statisticsSize());
  }

  /** Returns all tensors at zero. */
  public static Weights zero(TensorLayout layout) {
    return new Weights(layout, new float[layout.learnedSize()], new float[layout.statisticsSize()]);
  }

  /**
   * Draws fresh weights: kernels from a normal distribution of variance 2 / fan-out (He et al.,
   * arXiv 1502.01852, equation 14), matrices evenly within 1 / sqrt(fan-in), batch norm at the
   * identity, biases at zero.
   */
  public static Weights initial(TensorLayout layout, RandomGenerator random) {
    Weights weights = zero(layout);
    layout.slots().forEach(slot -> weights.draw(slot, random));
    return weights;
  }

  private void draw(Slot slot, RandomGenerator random) {
    float[] values = vector(slot.kind());
    int end = slot.offset() + slot.size();
    switch (slot.kind()) {
      case KERNEL -> {
        // The spatial part of a sum is drawn as large as the other: by the outputs of its group.
        int outputs = slot.spatialPart().map(LeanConv.Part::share).orElse(slot.dims().get(0));
        double deviation = Math.sqrt(2.0 / (outputs * slot.dims().get(2) * slot.dims().get(3)));
        for (int i = slot.offset(); i < end; i++) {
          values[i] = (float) (random.nextGaussian() * deviation);
        }
      }
      case MATRIX -> {
        double bound = 1 / Math.sqrt(slot.dims().get(1));
        for (int i = slot.offset(); i < end; i++) {
          values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
      }
      case SCALE, VARIANCE -> Arrays.fill(values, slot.offset(), end, 1);
      case BIAS, SHIFT, MEAN -> Arrays.fill(values, slot.offset(), end, 0);
    }
  }

  /** Returns those of its tensors that a part of the network has, and zeros for all others. */
  public Weights part(TensorLayout part) {
    Weights weights = zero(part);
    weights.take(this);
    return weights;
  }

  /** Copies all tensors that both have. */
  public void take(Weights from) {
    layout.slots().forEach(slot -> take(from, slot.name(), slot));
  }

  /** Copies a tensor to another place, if there is one of that name. */
  public void take(Weights from, String name, Slot target) {
    from.layout()
        .slot(name)
        .ifPresent(
            source -> {
              checkArgument(
                  source.size() == target.size(),
                  "%s has %s values, %s has room for %s.",
                  name,
                  source.size(),
                  target.name(),
                  target.size());
              System.arraycopy(
                  from.vector(source.kind()),
                  source.offset(),
                  vector(target.kind()),
                  target.offset(),
                  target.size());
            });
  }

  /** Returns the array in which tensors of that kind stand. */
  public float[] vector(Kind kind) {
    return kind.learned() ? learned : statistics;
  }

  /** Returns a copy of one tensor's values. */
  public float[] values(Slot slot) {
    return Arrays.copyOfRange(vector(slot.kind()), slot.offset(), slot.offset() + slot.size());
  }
}
