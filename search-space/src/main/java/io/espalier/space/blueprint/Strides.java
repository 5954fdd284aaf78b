package io.espalier.space.blueprint;

import java.util.Optional;

/** Says whether a network still has pixels where its strides step over them. */
public final class Strides {

  private Strides() {}

  /**
   * Returns the first convolution or pooling whose stride is longer than the side of what it reads:
   * a sign that the input is too small for the network.
   */
  public static Optional<Blueprint.Node> exhausted(Blueprint blueprint) {
    return blueprint.nodes().stream()
        .filter(node -> stride(node.layer()) > 1)
        .filter(node -> blueprint.inputShapes(node).get(0).height() < stride(node.layer()))
        .findFirst();
  }

  private static int stride(Layer layer) {
    if (layer instanceof Conv conv) {
      return conv.stride();
    }
    return layer instanceof MaxPool pool ? pool.stride() : 1;
  }
}
