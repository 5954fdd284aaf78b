package io.espalier.space.family;

import io.espalier.space.blueprint.Activation.Function;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;

/**
 * A convolution, its batch normalisation and maybe an activation, numbered 0, 1 and 2 as in a
 * sequence of torchvision's.
 *
 * <p>It holds its names, so that a search which draws millions of networks need not put them
 * together.
 *
 * @param conv name of the convolution
 * @param norm name of the normalisation
 * @param activation name of the activation
 */
record ConvNorm(String conv, String norm, String activation) {

  /** Returns the layers of a sequence: its name with a dot at its end, or empty. */
  static ConvNorm at(String sequence) {
    return new ConvNorm(sequence + "0", sequence + "1", sequence + "2");
  }

  /** Draws the convolution and its normalisation, without activation. */
  Node linear(Draft net, Node from, int channels, int kernel, int stride, int groups) {
    return net.norm(norm, net.conv(conv, from, channels, kernel, stride, groups));
  }

  /** Draws a 1x1 convolution and its normalisation, without activation. */
  Node linear(Draft net, Node from, int channels) {
    return linear(net, from, channels, 1, 1, 1);
  }

  /** Draws a depth-wise convolution and its normalisation, without activation. */
  Node depthwise(Draft net, Node from, int kernel, int stride) {
    int channels = from.shape().channels();
    return linear(net, from, channels, kernel, stride, channels);
  }

  /** Draws the activation. */
  Node activate(Draft net, Node from, Function function) {
    return net.activation(activation, from, function);
  }
}
