package io.espalier.space.family;

import static com.google.common.base.Preconditions.checkArgument;
import static io.espalier.space.blueprint.Activation.Function.RELU;
import static io.espalier.space.blueprint.Activation.Function.SIGMOID;

import com.google.auto.service.AutoService;
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
 * Networks whose widths a rule generates: Radosavovic et al., Designing Network Design Spaces
 * (arXiv 2003.13678), tables 5 and 6, by the parameters that pycls publishes, with torchvision's
 * names.
 *
 * <p>A stem, then stages that each halve the resolution, made of bottlenecks that are as wide
 * inside as outside and whose 3x3 convolution has groups (figure 4).
 *
 * <p>The group width is one for the whole network; a stage that is narrower has one group. pycls
 * takes halves to the even multiple when it fits a width to its groups, torchvision takes them up;
 * the published networks are those of pycls.
 */
public abstract sealed class RegNet implements ListedPresets {

  private static final Option STEM = Conventions.number("stem", 32);
  private static final Option GROUP_WIDTH = Conventions.number("groupWidth", 8);

  private static final SqueezeExcitation GATE =
      SqueezeExcitation.at("f.se.", "fc1", "fc2", RELU, SIGMOID);

  private static final ConvNorm STEM_CONV = ConvNorm.at("");
  private static final ConvNorm PROJECTION = ConvNorm.at("proj.");
  private static final ConvNorm A = ConvNorm.at("f.a.");
  private static final ConvNorm B = ConvNorm.at("f.b.");
  private static final ConvNorm C = ConvNorm.at("f.c.");

  private final String name;
  private final boolean gated;
  private final Map<String, Preset> presets;

  /**
   * @param gated whether squeeze-and-excitation follows the 3x3 convolution, to a quarter of the
   *     block's input
   * @param rules the published networks by name
   */
  private RegNet(String name, boolean gated, Map<String, RegNetRule> rules) {
    this.name = name;
    this.gated = gated;
    this.presets = ImmutableMap.copyOf(Maps.transformValues(rules, rule -> preset(name, rule)));
  }

  /** RegNets without squeeze-and-excitation, X. */
  @AutoService(Family.class)
  public static final class X extends RegNet {
    /** Lists the published networks. */
    public X() {
      super(
          "regnet-x",
          false,
          ImmutableMap.<String, RegNetRule>builder()
              .put("regnet-x-200mf", new RegNetRule(24, 36.44, 2.49, 13, 8))
              .put("regnet-x-400mf", new RegNetRule(24, 24.48, 2.54, 22, 16))
              .put("regnet-x-600mf", new RegNetRule(48, 36.97, 2.24, 16, 24))
              .put("regnet-x-800mf", new RegNetRule(56, 35.73, 2.28, 16, 16))
              .put("regnet-x-1.6gf", new RegNetRule(80, 34.01, 2.25, 18, 24))
              .put("regnet-x-3.2gf", new RegNetRule(88, 26.31, 2.25, 25, 48))
              .put("regnet-x-4.0gf", new RegNetRule(96, 38.65, 2.43, 23, 40))
              .buildOrThrow());
    }
  }

  /** RegNets with squeeze-and-excitation, Y. */
  @AutoService(Family.class)
  public static final class Y extends RegNet {
    /** Lists the published networks. */
    public Y() {
      super(
          "regnet-y",
          true,
          ImmutableMap.<String, RegNetRule>builder()
              .put("regnet-y-200mf", new RegNetRule(24, 36.44, 2.49, 13, 8))
              .put("regnet-y-400mf", new RegNetRule(48, 27.89, 2.09, 16, 8))
              .put("regnet-y-600mf", new RegNetRule(48, 32.54, 2.32, 15, 16))
              .put("regnet-y-800mf", new RegNetRule(56, 38.84, 2.4, 14, 16))
              .put("regnet-y-1.6gf", new RegNetRule(48, 20.71, 2.65, 27, 24))
              .put("regnet-y-3.2gf", new RegNetRule(80, 42.63, 2.66, 21, 24))
              .put("regnet-y-4.0gf", new RegNetRule(96, 31.41, 2.24, 22, 64))
              .buildOrThrow());
    }
  }

  private static Preset preset(String family, RegNetRule rule) {
    return new Preset(
        Architecture.of(family, 224, rule.stages())
            .withOption(GROUP_WIDTH.name(), String.valueOf(rule.groupWidth())),
        Task.IMAGENET);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<Option> options() {
    return List.of(STEM, GROUP_WIDTH);
  }

  @Override
  public final Map<String, Preset> presets() {
    return presets;
  }

  @Override
  public final int widthMultiple(Architecture architecture) {
    return Conventions.value(architecture, GROUP_WIDTH);
  }

  @Override
  public final Blueprint draw(Architecture architecture, Task task) {
    int groupWidth = widthMultiple(architecture);
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
