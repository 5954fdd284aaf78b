package io.espalier.trainer.table;

import io.espalier.trainer.weights.SafetensorsFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Linear layers with rectifiers between them, in plain Java, for inputs that are 0 or 1.
 *
 * <p>It sums column by column: columns of zeros, which are half of what a rectifier leaves, cost
 * nothing, and the loop over a column runs in the processor's vector units. Hundreds of thousands
 * of estimates take seconds.
 */
final class Perceptron {

  private final List<FullyConnected> layers;

  private Perceptron(List<FullyConnected> layers) {
    this.layers = List.copyOf(layers);
  }

  /** A linear layer; its weights lie input by input. */
  private static final class FullyConnected {
    private final int inputs;
    private final float[] weights;
    private final float[] bias;

    FullyConnected(int inputs, float[] weights, float[] bias) {
      this.inputs = inputs;
      this.weights = weights;
      this.bias = bias;
    }

    int outputs() {
      return bias.length;
    }

    float[] start() {
      return bias.clone();
    }

    void add(int input, float value, float[] sums) {
      int offset = input * bias.length;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weights[offset + i] * value;
      }
    }
  }

  /**
   * Reads the layers {@code 0}, {@code 2}, {@code 4} and so on, as PyTorch numbers them in a
   * sequence.
   *
   * @return empty if the file has other tensors, or their shapes do not follow one another
   */
  static Optional<Perceptron> in(SafetensorsFile file) throws IOException {
    List<FullyConnected> layers = new ArrayList<>();
    for (int i = 0; i < file.entries().size(); i += 2) {
      SafetensorsFile.Entry weight = file.entries().get(i + ".weight");
      SafetensorsFile.Entry bias = file.entries().get(i + ".bias");
      if (weight == null || bias == null || weight.dims().size() != 2) {
        return Optional.empty();
      }
      int outputs = Math.toIntExact(weight.dims().get(0));
      int inputs = Math.toIntExact(weight.dims().get(1));
      boolean follows = layers.isEmpty() || layers.get(layers.size() - 1).outputs() == inputs;
      if (!follows || !bias.dims().equals(List.of((long) outputs))) {
        return Optional.empty();
      }
      float[] byOutput = file.read(weight);
      layers.add(new FullyConnected(inputs, byInput(byOutput, inputs, outputs), file.read(bias)));
    }
    return layers.isEmpty() ? Optional.empty() : Optional.of(new Perceptron(layers));
  }

  private static float[] byInput(float[] byOutput, int inputs, int outputs) {
    float[] weights = new float[byOutput.length];
    for (int out = 0; out < outputs; out++) {
      for (int in = 0; in < inputs; in++) {
        weights[in * outputs + out] = byOutput[out * inputs + in];
      }
    }
    return weights;
  }

  int inputs() {
    return layers.get(0).inputs;
  }

  int outputs() {
    return layers.get(layers.size() - 1).outputs();
  }

  /**
   * Returns the outputs.
   *
   * @param ones the inputs that are 1; all others are 0
   */
  float[] apply(int[] ones) {
    float[] values = layers.get(0).start();
    for (int one : ones) {
      layers.get(0).add(one, 1, values);
    }
    for (FullyConnected layer : layers.subList(1, layers.size())) {
      float[] sums = layer.start();
      for (int i = 0; i < values.length; i++) {
        if (values[i] > 0) {
          layer.add(i, values[i], sums);
        }
      }
      values = sums;
    }
    return values;
  }
}
