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
    RELU
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
