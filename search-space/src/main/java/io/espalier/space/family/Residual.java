package io.espalier.space.family;

import com.google.common.math.IntMath;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;

/** The residual blocks that several families, and downscalers, are made of. */
public final class Residual {

  private Residual() {}

  /**
   * Draws the basic block: two 3x3 convolutions beside a shortcut (arXiv 1512.03385, figure 2).
   *
   * @param stage its width, and the density of its convolutions
   * @param shortcut the node that is added to the second convolution's output
   */
  public static Node basic(Draft net, Node from, Stage stage, int stride, Node shortcut) {
    // Where a stage halves the resolution it doubles the channels, so that the fan is the stride.
    Node x = net.conv("conv1", from, stage.width(), 3, stride, stride, stage.lean());
    x = net.relu("relu1", net.norm("bn1", x));
    x = net.norm("bn2", net.conv("conv2", x, stage.width(), 3, 1, 1, stage.lean()));
    return net.relu("relu2", net.add("add", new Add(), x, shortcut));
  }

  /** Returns a number of channels that the groups of all stages divide, also in fans of two. */
  static int widthMultiple(Architecture architecture) {
    return architecture.stages().stream()
        .filter(stage -> !stage.lean().isDense())
        .mapToInt(stage -> 2 * stage.lean().groupSize())
        .reduce(1, Residual::leastCommonMultiple);
  }

  private static int leastCommonMultiple(int one, int other) {
    return Math.multiplyExact(one / IntMath.gcd(one, other), other);
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
