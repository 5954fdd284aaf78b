package io.espalier.trainer.weights;

import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.LeanConv;
import java.util.List;
import java.util.Optional;

/**
 * The place of one tensor among the weights of a network.
 *
 * @param name name in a weights file, such as {@code layer1.0.conv1.weight}
 * @param kind what the values are for
 * @param dims sizes, outermost first, as PyTorch has them
 * @param offset index of the first value in the flat array of its vector
 * @param node the layer that it belongs to
 */
public record Slot(String name, Kind kind, List<Integer> dims, int offset, Blueprint.Node node) {

  /** What the values of a tensor are for. */
  public enum Kind {
    /** Kernel of a convolution: out, in / groups, rows, columns. */
    KERNEL(true),
    /** Matrix of a linear layer: out, in. */
    MATRIX(true),
    /** Added to each output channel. */
    BIAS(true),
    /** Scale of a batch norm. */
    SCALE(true),
    /** Shift of a batch norm. */
    SHIFT(true),
    /** Running mean of a batch norm. */
    MEAN(false),
    /** Running variance of a batch norm. */
    VARIANCE(false);

    private final boolean learned;

    Kind(boolean learned) {
      this.learned = learned;
    }

    /** Tells whether gradients change it; running statistics are not learned. */
    public boolean learned() {
      return learned;
    }

    /** Tells whether weight decay applies: to kernels and matrices, not to batch norm and bias. */
    public boolean decays() {
      return this == KERNEL || this == MATRIX;
    }
  }

  /** Copies the sizes. */
  public Slot {
    dims = List.copyOf(dims);
  }

  /** Returns a key that is the same in a network whose other stages have other depths. */
  public String place() {
    return node.place() + name.substring(node.name().length());
  }

  /** Returns the part of a lean convolution whose kernel the tensor is, if it is such a kernel. */
  public Optional<LeanConv.Part> spatialPart() {
    return node.layer() instanceof LeanConv lean
        ? lean.spatial(name.substring(node.name().length() + 1, name.lastIndexOf('.')))
        : Optional.empty();
  }

  /**
   * Tells whether it is the second kernel of a separable stencil, which reads the first's output.
   */
  public boolean readsOwnOutputs() {
    return node.layer() instanceof LeanConv lean
        && lean.inSequence()
        && spatialPart().equals(Optional.of(lean.spatial().get(1)));
  }

  /** Returns the number of values. */
  public int size() {
    return dims.stream().reduce(1, Math::multiplyExact);
  }
}
