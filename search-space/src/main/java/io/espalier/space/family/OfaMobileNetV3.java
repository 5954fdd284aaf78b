package io.espalier.space.family;

import static com.google.common.base.Preconditions.checkArgument;
import static io.espalier.space.blueprint.Activation.Function.HARD_SIGMOID;
import static io.espalier.space.blueprint.Activation.Function.HARD_SWISH;
import static io.espalier.space.blueprint.Activation.Function.RELU;

import com.google.auto.service.AutoService;
import io.espalier.space.Architecture;
import io.espalier.space.Block;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Activation.Function;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Dropout;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.Padding;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The networks within Once-for-All's MobileNetV3, with its names: Cai et al., Once-for-All (arXiv
 * 1908.09791), on the blocks of Howard et al., Searching for MobileNetV3 (arXiv 1905.02244).
 *
 * <p>Five stages of inverted residuals follow a first block that stays as it is. A stage's block
 * says how much wider it is within; the option {@code kernels} has a digit for each stage, by
 * default MobileNetV3-Large's. Widths within are rounded to multiples of 8. All blocks of a stage
 * except the first add their input. {@code stem}, {@code last} and {@code mix} are the widths of
 * the first block and of the last two convolutions, by default those of the width multiplier 1.2.
 *
 * <p>The published networks have one depth, expansion and kernel for all stages, as the paper
 * writes them, and a width multiplier: {@code ofa-mobilenet-v3-d4-e6-k7-w1.2}.
 */
@AutoService(Family.class)
public final class OfaMobileNetV3 implements Family {

  private static final Option STEM = Conventions.number("stem", 24);
  private static final Option LAST = Conventions.number("last", 1152);
  private static final Option MIX = Conventions.number("mix", 1536);
  private static final Option KERNELS = Conventions.number("kernels", 35335);
  private static final Dropout DROPOUT = new Dropout(0.1);

  private static final Pattern PRESET =
      Pattern.compile("ofa-mobilenet-v3-d([1-9])-e([346])-k([357])-w(\\d\\.\\d{1,2})");

  private static final ConvNorm FIRST = names("first_conv");
  private static final ConvNorm WIDEN = names("conv.inverted_bottleneck");
  private static final ConvNorm FILTER = names("conv.depth_conv");
  private static final ConvNorm NARROW = names("conv.point_linear");
  private static final ConvNorm EXPAND = names("final_expand_layer");
  private static final SqueezeExcitation GATE =
      SqueezeExcitation.at("conv.depth_conv.se.fc.", "reduce", "expand", RELU, HARD_SIGMOID);

  /** What a stage has that no search changes. */
  private record OfaStage(int width, int stride, Function activation, boolean gated) {}

  private static final List<OfaStage> TABLE =
      List.of(
          new OfaStage(24, 2, RELU, false),
          new OfaStage(40, 2, RELU, true),
          new OfaStage(80, 2, HARD_SWISH, false),
          new OfaStage(112, 1, HARD_SWISH, true),
          new OfaStage(160, 2, HARD_SWISH, true));

  private static final List<Block> BLOCKS =
      List.of(new Block(0, "expand-3"), new Block(1, "expand-4"), new Block(2, "expand-6"));

  /** How much wider a block is within, by its rank. */
  private static final List<Integer> EXPANSIONS = List.of(3, 4, 6);

  private static ConvNorm names(String module) {
    return new ConvNorm(module + ".conv", module + ".bn", module + ".act");
  }

  @Override
  public String name() {
    return "ofa-mobilenet-v3";
  }

  @Override
  public List<Option> options() {
    return List.of(STEM, LAST, MIX, KERNELS);
  }

  @Override
  public List<Block> blocks() {
    return BLOCKS;
  }

  @Override
  public List<String> presetNames() {
    return List.of(
        "ofa-mobilenet-v3-d2-e3-k3-w1.0",
        "ofa-mobilenet-v3-d4-e6-k7-w1.0",
        "ofa-mobilenet-v3-d2-e3-k3-w1.2",
        "ofa-mobilenet-v3-d4-e6-k7-w1.2");
  }

  @Override
  public Optional<Preset> preset(String name) {
    Matcher parts = PRESET.matcher(name);
    return parts.matches() && Double.parseDouble(parts.group(4)) > 0
        ? Optional.of(preset(parts))
        : Optional.empty();
  }

  private Preset preset(Matcher parts) {
    int depth = Integer.parseInt(parts.group(1));
    Block block = BLOCKS.get(EXPANSIONS.indexOf(Integer.parseInt(parts.group(2))));
    double multiplier = Double.parseDouble(parts.group(4));
    List<Stage> stages =
        TABLE.stream()
            .map(row -> Stage.of(depth, scaled(row.width(), multiplier)).withBlock(block))
            .toList();
    return new Preset(
        Architecture.of(name(), 224, stages)
            .withOption(STEM.name(), String.valueOf(scaled(16, multiplier)))
            .withOption(LAST.name(), String.valueOf(scaled(960, multiplier)))
            .withOption(MIX.name(), String.valueOf(scaled(1280, multiplier)))
            .withOption(KERNELS.name(), parts.group(3).repeat(TABLE.size())),
        Task.IMAGENET);
  }

  private static int scaled(int width, double multiplier) {
    return Channels.divisible(width * multiplier, 8);
  }

  @Override
  public Blueprint draw(Architecture architecture, Task task) {
    Conventions.requireStages(architecture, TABLE.size());
    String kernels = kernels(architecture);
    Draft net = Blueprint.draft(task, architecture.resolution());
    int stem = Conventions.value(architecture, STEM);
    Node first = FIRST.linear(net, net.input(), stem, 3, 2, 1);
    Node x = firstBlock(net.block("blocks.0"), FIRST.activate(net, first, HARD_SWISH));
    StageEntry entry = new StageEntry(x);
    int count = 1;
    for (int i = 0; i < TABLE.size(); i++) {
      OfaStage row = TABLE.get(i);
      Stage stage = architecture.stages().get(i);
      int kernel = kernels.charAt(i) - '0';
      x = entry.enter(net.stage(i), x, stage, row.stride());
      for (int block = 0; block < stage.depth(); block++) {
        net.block("blocks." + count++);
        Node out = branch(net, x, stage, row, kernel, block == 0 ? row.stride() : 1);
        x = block == 0 ? out : net.add("add", new Add(), x, out);
      }
    }
    return head(net.part("head"), x, architecture, task);
  }

  private static Node firstBlock(Draft net, Node from) {
    Node x = FILTER.activate(net, FILTER.depthwise(net, from, 3, 1), RELU);
    return net.add("add", new Add(), from, NARROW.linear(net, x, from.shape().channels()));
  }

  /** The residual branch: widen, filter depth-wise, maybe gate, narrow without activation. */
  private static Node branch(
      Draft net, Node from, Stage stage, OfaStage row, int kernel, int stride) {
    int expansion = EXPANSIONS.get(stage.block().orElseThrow().rank());
    int expanded = Channels.divisible((double) expansion * from.shape().channels(), 8);
    Node x = WIDEN.activate(net, WIDEN.linear(net, from, expanded), row.activation());
    x = FILTER.activate(net, FILTER.depthwise(net, x, kernel, stride), row.activation());
    if (row.gated()) {
      int quarter = expanded / 4;
      x = GATE.draw(net, x, Channels.divisible(quarter, 8));
    }
    return NARROW.linear(net, x, stage.width());
  }

  private static Blueprint head(Draft net, Node from, Architecture architecture, Task task) {
    int last = Conventions.value(architecture, LAST);
    Node x = EXPAND.activate(net, EXPAND.linear(net, from, last), HARD_SWISH);
    x = net.add("global_avg_pool", new GlobalAveragePool(), x);
    int mix = Conventions.value(architecture, MIX);
    x = net.add("feature_mix_layer.conv", new Conv(last, mix, 1, 1, Padding.NONE, 1, false), x);
    x = net.activation("feature_mix_layer.act", x, HARD_SWISH);
    net.linear("classifier.linear", net.add("classifier.dropout", DROPOUT, x), task.classes());
    return net.finish();
  }

  /** Returns a digit for each stage. */
  private static String kernels(Architecture architecture) {
    String kernels = String.valueOf(Conventions.value(architecture, KERNELS));
    checkArgument(
        kernels.matches("[357]{" + TABLE.size() + "}"),
        "The option kernels (%s) must have %s digits, 3, 5 or 7: a kernel for each stage.",
        kernels,
        TABLE.size());
    return kernels;
  }
}
