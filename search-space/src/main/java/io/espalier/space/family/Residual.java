package io.espalier.space.family;

import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;

/** The residual blocks that several families are made of. */
final class Residual {

  private Residual() {}

  /**
   * Draws the basic block: two 3x3 convolutions beside a shortcut (arXiv 1512.03385, figure 2).
   *
   * @param shortcut the node that is added to the second convolution's output
   */
  static Node basic(Draft net, Node from, int width, int stride, Node shortcut) {
    Node x = net.relu("relu1", net.norm("bn1", net.conv("conv1", from, width, 3, stride)));
    x = net.norm("bn2", net.conv("conv2", x, width, 3, 1));
    return net.relu("relu2", net.add("add", new Add(), x, shortcut));
  }

  /**
   * Draws shortcut B: the identity where it fits, else a 1x1 convolution with batch norm.
   *
   * @param width channels of the block's output
   */
  static Node projection(Draft net, Node from, int width, int stride) {
    return stride == 1 && from.shape().channels() == width
        ? from
        : net.norm("downsample.1", net.conv("downsample.0", from, width, 1, stride));
  }
}
