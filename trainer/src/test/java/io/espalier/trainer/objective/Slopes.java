package io.espalier.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.trainer.network.Network;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.Weights;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Compares gradients with finite differences, along the gradient of one tensor at a time.
 *
 * @param loss what the network loses with the weights that it has
 */
public record Slopes(Network network, DoubleSupplier loss) {

  private static final double STEP = 2e-2;

  /** Keeps rectifiers away from their kinks, where no finite step tells a slope. */
  public static Weights awayFromKinks(Weights weights) {
    for (Slot slot : weights.layout().learned()) {
      int end = slot.offset() + slot.size();
      if (slot.kind() == Slot.Kind.SCALE) {
        Arrays.fill(weights.learned(), slot.offset(), end, 0.5f);
      } else if (slot.kind() == Slot.Kind.SHIFT) {
        Arrays.fill(weights.learned(), slot.offset(), end, 3);
      }
    }
    return weights;
  }

  /** Checks all tensors whose gradients are more than rounding errors. */
  public void agreeWith(float[] gradient) {
    double total = length(gradient, 0, gradient.length);
    int compared = 0;
    for (Slot slot : network.layout().learned()) {
      double length = length(gradient, slot);
      // A convolution's bias in front of a batch norm, say, changes nothing but rounding errors.
      if (length > 0.02 * total) {
        assertThat(slope(slot, gradient, length) / length)
            .as(slot.name())
            .isCloseTo(1, within(1e-3));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(3);
  }

  /** The slope by two steps to each side. */
  private double slope(Slot slot, float[] gradient, double length) {
    double step = STEP / length;
    return (8 * (lossAt(slot, gradient, step) - lossAt(slot, gradient, -step))
            - lossAt(slot, gradient, 2 * step)
            + lossAt(slot, gradient, -2 * step))
        / (12 * STEP);
  }

  private double lossAt(Slot slot, float[] gradient, double step) {
    float[] weights = network.weights().learned();
    float[] moved = weights.clone();
    for (int i = slot.offset(); i < slot.offset() + slot.size(); i++) {
      moved[i] += (float) (step * gradient[i]);
    }
    Network.fill(network.learned(), moved);
    double there = loss.getAsDouble();
    Network.fill(network.learned(), weights);
    return there;
  }

  /** Returns the length of a tensor's part of a gradient. */
  public static double length(float[] gradient, Slot slot) {
    return length(gradient, slot.offset(), slot.offset() + slot.size());
  }

  private static double length(float[] gradient, int from, int to) {
    return Math.sqrt(IntStream.range(from, to).mapToDouble(i -> gradient[i] * gradient[i]).sum());
  }
}
