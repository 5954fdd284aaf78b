package io.espalier.space.family;

import static com.google.common.base.Preconditions.checkArgument;
import static io.espalier.space.blueprint.Activation.Function.RELU;

import com.google.auto.service.AutoService;
import io.espalier.space.Architecture;
import io.espalier.space.Block;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.GlobalAveragePool;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The networks of NAS-Bench-Macro, with its names: Su et al., Prioritized Architecture Sampling
 * with Monto-Carlo Tree Search (arXiv 2103.11922), section 5.
 *
 * <p>Each of its eight layers is a stage here, so that each has a block of its own: nothing, or one
 * of two inverted residuals. Three groups of 2, 3 and 3 layers share a width; the first layer of a
 * group halves the resolution, and is a 1x1 convolution where its block is {@code identity}.
 *
 * <p>The published networks are named by their code, as in {@code nasbench-macro-22212220}: a digit
 * for each layer, the rank of its block.
 */
@AutoService(Family.class)
public final class NasBenchMacro implements Family {

  private static final Option STEM = Conventions.number("stem", 32);
  private static final Option HEAD = Conventions.number("head", 1280);
  private static final int[] GROUPS = {2, 3, 3};
  private static final int LAYERS = 8;
  private static final int WIDTH = 64;

  private static final ConvNorm STEM_LAYERS = ConvNorm.at("stem.");
  private static final ConvNorm DOWNSAMPLE = ConvNorm.at("downsample.");
  private static final ConvNorm WIDEN = new ConvNorm("conv.0", "conv.1", "conv.2");
  private static final ConvNorm FILTER = new ConvNorm("conv.3", "conv.4", "conv.5");
  private static final ConvNorm NARROW = new ConvNorm("conv.6", "conv.7", "");
  private static final ConvNorm OUT = ConvNorm.at("out.");

  private static final List<Block> BLOCKS =
      List.of(new Block(0, "identity"), new Block(1, "mb3-k3"), new Block(2, "mb6-k5"));

  /** An inverted residual: how much wider it is within, and its depth-wise kernel. */
  private record Inverted(int expansion, int kernel) {}

  /** The inverted residuals by the rank of their block, from 1. */
  private static final List<Inverted> INVERTED = List.of(new Inverted(3, 3), new Inverted(6, 5));

  @Override
  public String name() {
    return "nasbench-macro";
  }

  @Override
  public List<Option> options() {
    return List.of(STEM, HEAD);
  }

  @Override
  public List<Block> blocks() {
    return BLOCKS;
  }

  @Override
  public List<String> presetNames() {
    return List.of(
        "nasbench-macro-00000000",
        "nasbench-macro-11111111",
        "nasbench-macro-22212220",
        "nasbench-macro-22222222");
  }

  @Override
  public Optional<Preset> preset(String name) {
    String code = name.startsWith(name() + "-") ? name.substring(name().length() + 1) : "";
    return code.matches("[012]{8}")
        ? Optional.of(new Preset(architecture(code), Task.CIFAR_10))
        : Optional.empty();
  }

  private Architecture architecture(String code) {
    List<Stage> stages =
        IntStream.range(0, LAYERS)
            .mapToObj(
                i -> Stage.of(1, WIDTH << group(i)).withBlock(BLOCKS.get(code.charAt(i) - '0')))
            .toList();
    return Architecture.of(name(), 32, stages);
  }

  /** Widens all layers of a group, whose sums need equal widths. */
  @Override
  public Architecture widen(Architecture architecture, int stage, int width) {
    Architecture wider = architecture;
    for (int i = 0; i < architecture.stages().size(); i++) {
      if (group(i) == group(stage)) {
        wider = wider.withStage(i, wider.stages().get(i).withWidth(width));
      }
    }
    return wider;
  }

  @Override
  public Blueprint draw(Architecture architecture, Task task) {
    Conventions.requireStages(architecture, LAYERS);
    List<Stage> stages = architecture.stages();
    checkWidths(stages);
    Draft net = Blueprint.draft(task, architecture.resolution());
    int stem = Conventions.value(architecture, STEM);
    Node x = STEM_LAYERS.activate(net, STEM_LAYERS.linear(net, net.input(), stem, 3, 1, 1), RELU);
    StageEntry entry = new StageEntry(x);
    int feature = 0;
    for (int i = 0; i < LAYERS; i++) {
      Stage stage = stages.get(i);
      boolean halves = i == 0 || group(i) != group(i - 1);
      x = entry.enter(net.stage(i), x, stage, halves ? 2 : 1);
      for (int block = 0; block < stage.depth(); block++) {
        net.block("features." + feature++);
        x = layer(net, x, stage, halves && block == 0);
      }
    }
    net.part("head");
    x = OUT.activate(net, OUT.linear(net, x, Conventions.value(architecture, HEAD)), RELU);
    net.linear("classifier", net.add("out.3", new GlobalAveragePool(), x), task.classes());
    return net.finish();
  }

  private static Node layer(Draft net, Node from, Stage stage, boolean halves) {
    int rank = stage.block().orElseThrow().rank();
    int stride = halves ? 2 : 1;
    if (rank == 0) {
      return halves ? DOWNSAMPLE.linear(net, from, stage.width(), 1, stride, 1) : from;
    }
    Inverted inverted = INVERTED.get(rank - 1);
    int expanded = Math.multiplyExact(inverted.expansion(), from.shape().channels());
    Node x = WIDEN.activate(net, WIDEN.linear(net, from, expanded), RELU);
    x = FILTER.activate(net, FILTER.depthwise(net, x, inverted.kernel(), stride), RELU);
    x = NARROW.linear(net, x, stage.width());
    return halves ? x : net.add("add", new Add(), x, from);
  }

  private static void checkWidths(List<Stage> stages) {
    for (int i = 1; i < stages.size(); i++) {
      checkArgument(
          group(i) != group(i - 1) || stages.get(i).width() == stages.get(i - 1).width(),
          "The width (%s) of stage %s must be that of stage %s (%s), with which it is summed.",
          stages.get(i).width(),
          i + 1,
          i,
          stages.get(i - 1).width());
    }
  }

  /** Returns which group a layer is in, both counted from 0. */
  private static int group(int layer) {
    int group = 0;
    int end = GROUPS[0];
    while (layer >= end) {
      group++;
      end += GROUPS[group];
    }
    return group;
  }
}
