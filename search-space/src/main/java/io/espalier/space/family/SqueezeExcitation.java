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
 * @param reduce name of the first convolution
 * @param expand name of the second convolution
 * @param activation function between the two
 * @param gate function that bounds the factors
 */
record SqueezeExcitation(String reduce, String expand, Function activation, Function gate) {

  /**
   * Draws the module.
   *
   * @param at name of the module with a dot at its end
   * @param squeezed channels between the convolutions
   */
  Node draw(Draft net, String at, Node from, int squeezed) {
    int channels = from.shape().channels();
    Node x = net.add(at + "pool", new GlobalAveragePool(), from);
    x = net.add(at + reduce, pointwise(channels, squeezed), x);
    x = net.activation(at + "activation", x, activation);
    x = net.add(at + expand, pointwise(squeezed, channels), x);
    x = net.activation(at + "gate", x, gate);
    return net.add(at + "multiply", new Multiply(), from, x);
  }

  private static Conv pointwise(int in, int out) {
    return new Conv(in, out, 1, 1, Padding.NONE, 1, true);
  }
}
