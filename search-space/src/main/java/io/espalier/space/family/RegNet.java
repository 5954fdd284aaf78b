package io.espalier.space.family;

import static com.google.common.base.Preconditions.checkArgument;
import static io.espalier.space.blueprint.Activation.Function.RELU;
import static io.espalier.space.blueprint.Activation.Function.SIGMOID;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.GlobalAveragePool;
import java.util.List;
import java.util.Map;

/**
 * How RegNets are drawn: a stem, stages that each halve the resolution, bottlenecks that are as
 * wide inside as outside and whose 3x3 convolution has groups (arXiv 2003.13678, figure 4), with
 * torchvision's names.
 *
 * <p>The group width is one for the whole network; a stage that is narrower has one group. pycls
 * takes halves to the even multiple when it fits a width to its groups, torchvision takes them up;
 * the published networks are those of pycls.
 *
 * @param gated whether squeeze-and-excitation follows the 3x3 convolution, to a quarter of the
 *     block's input (RegNetY)
 */
record RegNet(boolean gated) {

  private static final Family.Option STEM = Conventions.number("stem", 32);
  private static final Family.Option GROUP_WIDTH = Conventions.number("groupWidth", 8);

  private static final SqueezeExcitation GATE =
      SqueezeExcitation.at("f.se.", "fc1", "fc2", RELU, SIGMOID);

  private static final ConvNorm STEM_CONV = ConvNorm.at("");
  private static final ConvNorm PROJECTION = ConvNorm.at("proj.");
  private static final ConvNorm A = ConvNorm.at("f.a.");
  private static final ConvNorm B = ConvNorm.at("f.b.");
  private static final ConvNorm C = ConvNorm.at("f.c.");

  static List<Family.Option> options() {
    return List.of(STEM, GROUP_WIDTH);
  }

  /** Returns the networks that the rules generate. */
  static Map<String, Family.Preset> presets(String family, Map<String, RegNetRule> rules) {
    return ImmutableMap.copyOf(
        Maps.transformValues(
            rules,
            rule ->
                new Family.Preset(
                    Architecture.of(family, 224, rule.stages())
                        .withOption(GROUP_WIDTH.name(), String.valueOf(rule.groupWidth())),
                    Task.IMAGENET)));
  }

  static int groupWidth(Architecture architecture) {
    return Conventions.value(architecture, GROUP_WIDTH);
  }

  Blueprint draw(Architecture architecture, Task task) {
    int groupWidth = groupWidth(architecture);
    checkArgument(
        groupWidth > 0, "The option %s (%s) must be at least 1.", GROUP_WIDTH.name(), groupWidth);
    Draft net = Blueprint.draft(task, architecture.resolution()).block("stem");
    int stem = Conventions.value(architecture, STEM);
    Node x = STEM_CONV.activate(net, STEM_CONV.linear(net, net.input(), stem, 3, 2, 1), RELU);
    StageEntry entry = new StageEntry(x);
    for (int i = 0; i < architecture.stages().size(); i++) {
      Stage stage = architecture.stages().get(i);
      int group = Math.min(groupWidth, stage.width());
      checkArgument(
          stage.width() % group == 0,
          "The width (%s) of stage %s must be a multiple of the option %s (%s).",
          stage.width(),
          i + 1,
          GROUP_WIDTH.name(),
          groupWidth);
      x = entry.enter(net.stage(i), x, stage, 2);
      String name = "trunk_output.block" + (i + 1) + ".block" + (i + 1) + "-";
      for (int block = 0; block < stage.depth(); block++) {
        x = block(net.block(name + block), x, stage.width(), group, block == 0);
      }
    }
    net.part("head");
    net.linear("fc", net.add("avgpool", new GlobalAveragePool(), x), task.classes());
    return net.finish();
  }

  private Node block(Draft net, Node from, int width, int group, boolean first) {
    int stride = first ? 2 : 1;
    Node shortcut = first ? PROJECTION.linear(net, from, width, 1, stride, 1) : from;
    Node x = A.activate(net, A.linear(net, from, width), RELU);
    x = B.activate(net, B.linear(net, x, width, 3, stride, width / group), RELU);
    if (gated) {
      int squeezed = Math.max(1, (int) Math.rint(from.shape().channels() / 4.0));
      x = GATE.draw(net, x, squeezed);
    }
    x = C.linear(net, x, width);
    return net.relu("activation", net.add("add", new Add(), shortcut, x));
  }
}
