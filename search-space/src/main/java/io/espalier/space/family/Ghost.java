package io.espalier.space.family;

import static io.espalier.space.blueprint.Activation.Function.HARD_SIGMOID;
import static io.espalier.space.blueprint.Activation.Function.RELU;

import com.google.common.math.IntMath;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Concat;
import io.espalier.space.blueprint.Slice;
import java.math.RoundingMode;

/**
 * The ghost bottleneck, with timm's names: Han et al., GhostNet (arXiv 1911.11907), figures 2 and
 * 3.
 *
 * @param kernel of the depth-wise convolutions at stride 2 and in the shortcut
 * @param expanded channels between the two ghost modules
 * @param squeezed channels in the squeeze-and-excitation; 0 for none
 * @param stride 1 or 2
 */
record Ghost(int kernel, int expanded, int squeezed, int stride) {

  private static final SqueezeExcitation GATE =
      new SqueezeExcitation("conv_reduce", "conv_expand", RELU, HARD_SIGMOID);

  /**
   * Returns the name of a block. timm puts the first block of a stage that halves the resolution
   * into a sequence of its own, and the fifth stage behind the rest of the fourth.
   *
   * @param stage index of the stage, counted from 0
   * @param block index of the block in its stage
   * @param fourthDepth blocks of the fourth stage
   */
  static String name(int stage, int block, int fourthDepth) {
    return switch (stage) {
      case 0 -> "blocks.0." + block;
      case 4 -> "blocks.6." + (fourthDepth - 1 + block);
      default -> {
        int sequence = stage == 5 ? 7 : 2 * stage - 1;
        yield block == 0
            ? "blocks." + sequence + ".0"
            : "blocks." + (sequence + 1) + "." + (block - 1);
      }
    };
  }

  /**
   * Draws the bottleneck.
   *
   * @param identity whether the shortcut is the input itself and not convolutions of it
   */
  Node draw(Draft net, Node from, int width, boolean identity) {
    Node x = module(net, "ghost1.", from, expanded, true);
    if (stride > 1) {
      x = net.norm("bn_dw", net.conv("conv_dw", x, expanded, kernel, stride, expanded));
    }
    if (squeezed > 0) {
      x = GATE.draw(net, "se.", x, squeezed);
    }
    x = module(net, "ghost2.", x, width, false);
    return net.add("add", new Add(), x, identity ? from : shortcut(net, from, width));
  }

  private Node shortcut(Draft net, Node from, int width) {
    int channels = from.shape().channels();
    Node x = ConvNorm.linear(net, "shortcut.", from, channels, kernel, stride, channels);
    return net.norm("shortcut.3", net.conv("shortcut.2", x, width, 1, 1));
  }

  /** Half of the channels from a 1x1 convolution, the other half from a cheap one of those. */
  private static Node module(Draft net, String at, Node from, int channels, boolean active) {
    int half = IntMath.divide(channels, 2, RoundingMode.CEILING);
    Node primary = net.conv(at + "primary_conv.0", from, half, 1, 1);
    primary = activated(net, at + "primary_conv.", primary, active);
    Node cheap = net.conv(at + "cheap_operation.0", primary, half, 3, 1, half);
    cheap = activated(net, at + "cheap_operation.", cheap, active);
    Node both = net.add(at + "concat", new Concat(), primary, cheap);
    return 2 * half == channels ? both : net.add(at + "slice", new Slice(0, channels), both);
  }

  private static Node activated(Draft net, String at, Node from, boolean active) {
    Node x = net.norm(at + "1", from);
    return active ? net.activation(at + "2", x, RELU) : x;
  }
}
