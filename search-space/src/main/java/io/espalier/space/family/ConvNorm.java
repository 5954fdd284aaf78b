package io.espalier.space.family;

import io.espalier.space.blueprint.Activation;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;

/**
 * A convolution, its batch normalisation and maybe an activation, numbered 0, 1 and 2 as in a
 * sequence of torchvision's.
 */
final class ConvNorm {

  private ConvNorm() {}

  /**
   * Draws the convolution and its normalisation, without activation.
   *
   * @param at name of the sequence with a dot at its end, or empty
   */
  static Node linear(
      Draft net, String at, Node from, int channels, int kernel, int stride, int groups) {
    return net.norm(at + "1", net.conv(at + "0", from, channels, kernel, stride, groups));
  }

  /** Draws a 1x1 convolution and its normalisation, without activation. */
  static Node linear(Draft net, String at, Node from, int channels) {
    return linear(net, at, from, channels, 1, 1, 1);
  }

  /** Draws the convolution, its normalisation and an activation. */
  static Node active(
      Draft net,
      String at,
      Node from,
      int channels,
      int kernel,
      int stride,
      int groups,
      Activation.Function function) {
    return net.activation(
        at + "2", linear(net, at, from, channels, kernel, stride, groups), function);
  }

  /** Draws a 1x1 convolution, its normalisation and an activation. */
  static Node active(Draft net, String at, Node from, int channels, Activation.Function function) {
    return active(net, at, from, channels, 1, 1, 1, function);
  }

  /** Draws a depth-wise convolution, its normalisation and an activation. */
  static Node depthwise(
      Draft net, String at, Node from, int kernel, int stride, Activation.Function function) {
    int channels = from.shape().channels();
    return active(net, at, from, channels, kernel, stride, channels, function);
  }
}
