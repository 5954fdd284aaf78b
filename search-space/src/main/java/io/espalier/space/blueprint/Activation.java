package io.espalier.space.blueprint;

import java.util.List;

/**
 * A function of each value by itself.
 *
 * @param function which one
 */
public record Activation(Function function) implements WeightFree {

  /** The functions that the families use. */
  public enum Function {
    /** The rectifier, max(0, x). */
    RELU,
    /** The rectifier that saturates, min(max(0, x), 6). */
    RELU6,
    /** 1 / (1 + exp(-x)). */
    SIGMOID,
    /** x times its sigmoid, also called swish. */
    SILU,
    /** The sigmoid in straight pieces, relu6(x + 3) / 6. */
    HARD_SIGMOID,
    /** x times its hard sigmoid. */
    HARD_SWISH
  }

  /** The rectifier, max(0, x). */
  public static final Activation RELU = new Activation(Function.RELU);

  @Override
  public Shape output(List<Shape> inputs) {
    return Layer.only(inputs, this);
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.activation(this);
  }
}
