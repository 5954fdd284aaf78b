package io.espalier.space.family;

import io.espalier.space.blueprint.Activation.Function;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.Multiply;
import io.espalier.space.blueprint.Padding;

/**
 * A gate per channel that two 1x1 convolutions compute from the channels' means: Hu et al.,
 * Squeeze-and-Excitation Networks (arXiv 1709.01507), figure 2.
 *
 * @param names names of the layers
 * @param activation function between the two
 * @param gate function that bounds the factors
 */
record SqueezeExcitation(Names names, Function activation, Function gate) {

  /** Names of the layers, in the order in which they are computed. */
  record Names(
      String pool, String reduce, String activation, String expand, String gate, String multiply) {}

  /**
   * Returns the module of a name.
   *
   * @param module its name with a dot at its end
   * @param reduce name of the first convolution
   * @param expand name of the second convolution
   */
  static SqueezeExcitation at(
      String module, String reduce, String expand, Function activation, Function gate) {
    return new SqueezeExcitation(
        new Names(
            module + "pool",
            module + reduce,
            module + "activation",
            module + expand,
            module + "gate",
            module + "multiply"),
        activation,
        gate);
  }

  /**
   * Draws the module.
   *
   * @param squeezed channels between the convolutions
   */
  Node draw(Draft net, Node from, int squeezed) {
    int channels = from.shape().channels();
    Node x = net.add(names.pool(), new GlobalAveragePool(), from);
    x = net.add(names.reduce(), pointwise(channels, squeezed), x);
    x = net.activation(names.activation(), x, activation);
    x = net.add(names.expand(), pointwise(squeezed, channels), x);
    x = net.activation(names.gate(), x, gate);
    return net.add(names.multiply(), new Multiply(), from, x);
  }

  private static Conv pointwise(int in, int out) {
    return new Conv(in, out, 1, 1, Padding.NONE, 1, true);
  }
}
