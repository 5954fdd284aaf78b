package io.espalier.space.family;

import static com.google.common.base.Preconditions.checkArgument;
import static io.espalier.space.blueprint.Activation.Function.RELU;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.ChannelShuffle;
import io.espalier.space.blueprint.Concat;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.MaxPool;
import io.espalier.space.blueprint.Padding;
import io.espalier.space.blueprint.Slice;
import java.util.List;
import java.util.Map;

/**
 * Networks that convolve one half of the channels and shuffle the halves: Ma et al., ShuffleNet V2
 * (arXiv 1807.11164), figure 3 (c, d) and table 5, with torchvision's names.
 *
 * <p>Widths are even: half of the channels of a block's output come from each branch.
 */
@AutoService(Family.class)
public final class ShuffleNetV2 implements ListedPresets {

  private static final Option STEM = Conventions.number("stem", 24);
  private static final Option HEAD = Conventions.number("head", 1024);
  private static final int BRANCHES = 2;

  private static final ConvNorm PLAIN = ConvNorm.at("");
  private static final ConvNorm BRANCH_1 = ConvNorm.at("branch1.");
  private static final ConvNorm BRANCH_2 = ConvNorm.at("branch2.");

  private static final Map<String, Preset> PRESETS =
      ImmutableMap.of(
          "shufflenet-v2-0.5", preset(48, 1024),
          "shufflenet-v2-1.0", preset(116, 1024),
          "shufflenet-v2-1.5", preset(176, 1024),
          "shufflenet-v2-2.0", preset(244, 2048));

  @Override
  public String name() {
    return "shufflenet-v2";
  }

  @Override
  public List<Option> options() {
    return List.of(STEM, HEAD);
  }

  @Override
  public Map<String, Preset> presets() {
    return PRESETS;
  }

  private static Preset preset(int width, int head) {
    List<Stage> stages =
        List.of(Stage.of(4, width), Stage.of(8, 2 * width), Stage.of(4, 4 * width));
    return new Preset(
        Architecture.of("shufflenet-v2", 224, stages).withOption(HEAD.name(), String.valueOf(head)),
        Task.IMAGENET);
  }

  @Override
  public int widthMultiple(Architecture architecture) {
    return BRANCHES;
  }

  /**
   * Widens by at least 2 channels, and 2 more for every four blocks: with fewer there is not always
   * an order of the channels in which each passes by the convolutions as often as it did before.
   */
  @Override
  public Architecture widen(Architecture architecture, int stage, int width) {
    Stage narrow = architecture.stages().get(stage);
    int least = narrow.width() + BRANCHES * (1 + narrow.depth() / 4);
    return ListedPresets.super.widen(
        architecture, stage, width > narrow.width() ? Math.max(width, least) : width);
  }

  @Override
  public Blueprint draw(Architecture architecture, Task task) {
    Draft net = Blueprint.draft(task, architecture.resolution()).block("conv1");
    int stem = Conventions.value(architecture, STEM);
    Node x = PLAIN.activate(net, PLAIN.linear(net, net.input(), stem, 3, 2, 1), RELU);
    x = net.block("").add("maxpool", new MaxPool(3, 2, Padding.half(3)), x);
    StageEntry entry = new StageEntry(x);
    for (int i = 0; i < architecture.stages().size(); i++) {
      Stage stage = architecture.stages().get(i);
      checkArgument(
          stage.width() % BRANCHES == 0,
          "The width (%s) of stage %s must be even: each of two branches computes half of it.",
          stage.width(),
          i + 1);
      x = entry.enter(net.stage(i), x, stage, 2);
      for (int block = 0; block < stage.depth(); block++) {
        net.block("stage" + (i + 2) + "." + block);
        x = block == 0 ? halving(net, x, stage.width()) : keeping(net, x, stage.width());
      }
    }
    net.part("head").block("conv5");
    x = PLAIN.activate(net, PLAIN.linear(net, x, Conventions.value(architecture, HEAD)), RELU);
    x = net.block("").add("avgpool", new GlobalAveragePool(), x);
    net.linear("fc", x, task.classes());
    return net.finish();
  }

  /** A block at stride 2: both branches read all channels. */
  private static Node halving(Draft net, Node from, int width) {
    Node x = BRANCH_1.depthwise(net, from, 3, 2);
    x = net.norm("branch1.3", net.conv("branch1.2", x, width / BRANCHES, 1, 1));
    return shuffled(net, net.relu("branch1.4", x), branch2(net, from, width / BRANCHES, 2));
  }

  /** A block at stride 1: the first half of the channels passes by. */
  private static Node keeping(Draft net, Node from, int width) {
    int half = width / BRANCHES;
    Node passing = net.add("passing", new Slice(0, half), from);
    Node convolved = net.add("convolved", new Slice(half, width), from);
    return shuffled(net, passing, branch2(net, convolved, half, 1));
  }

  private static Node branch2(Draft net, Node from, int width, int stride) {
    Node x = BRANCH_2.activate(net, BRANCH_2.linear(net, from, width), RELU);
    x = net.norm("branch2.4", net.conv("branch2.3", x, width, 3, stride, width));
    return net.relu("branch2.7", net.norm("branch2.6", net.conv("branch2.5", x, width, 1, 1)));
  }

  private static Node shuffled(Draft net, Node first, Node second) {
    return net.add(
        "shuffle", new ChannelShuffle(BRANCHES), net.add("concat", new Concat(), first, second));
  }
}
