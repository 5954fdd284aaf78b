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
      SqueezeExcitation.at("se.", "conv_reduce", "conv_expand", RELU, HARD_SIGMOID);
  private static final Module WIDE = Module.at("ghost1.");
  private static final Module NARROW = Module.at("ghost2.");
  private static final ConvNorm SHORTCUT = ConvNorm.at("shortcut.");

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
    Node x = WIDE.draw(net, from, expanded, true);
    if (stride > 1) {
      x = net.norm("bn_dw", net.conv("conv_dw", x, expanded, kernel, stride, expanded));
    }
    if (squeezed > 0) {
      x = GATE.draw(net, x, squeezed);
    }
    x = NARROW.draw(net, x, width, false);
    return net.add("add", new Add(), x, identity ? from : shortcut(net, from, width));
  }

  private Node shortcut(Draft net, Node from, int width) {
    Node x = SHORTCUT.depthwise(net, from, kernel, stride);
    return net.norm("shortcut.3", net.conv("shortcut.2", x, width, 1, 1));
  }

  /**
   * The ghost module: half of the channels come from a 1x1 convolution, the other half from a cheap
   * one of those.
   */
  private record Module(ConvNorm primary, ConvNorm cheap, String concat, String slice) {

    static Module at(String name) {
      return new Module(
          ConvNorm.at(name + "primary_conv."),
          ConvNorm.at(name + "cheap_operation."),
          name + "concat",
          name + "slice");
    }

    Node draw(Draft net, Node from, int channels, boolean active) {
      int half = IntMath.divide(channels, 2, RoundingMode.CEILING);
      Node first = primary.linear(net, from, half);
      first = active ? primary.activate(net, first, RELU) : first;
      Node second = cheap.depthwise(net, first, 3, 1);
      second = active ? cheap.activate(net, second, RELU) : second;
      Node both = net.add(concat, new Concat(), first, second);
      return 2 * half == channels ? both : net.add(slice, new Slice(0, channels), both);
    }
  }
}
