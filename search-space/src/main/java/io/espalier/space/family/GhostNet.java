package io.espalier.space.family;

import static io.espalier.space.blueprint.Activation.Function.RELU;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Dropout;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.Padding;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Networks of ghost bottlenecks: Han et al., GhostNet (arXiv 1911.11907), table 1, with timm's
 * names and its numbers of expanded channels.
 *
 * <p>The stem has the width of the first stage. Expanded channels are multiples of the stages'
 * widths (of the width before, in a stage's first block); a published network takes them from
 * widths that are not rounded yet, hence the option {@code multiplier}, in percent.
 */
@AutoService(Family.class)
public final class GhostNet implements ListedPresets {

  private static final Option MULTIPLIER = Conventions.number("multiplier", 100);
  private static final Option HEAD = Conventions.number("head", 1280);
  private static final int[] DEPTHS = {1, 2, 2, 4, 2, 5};
  private static final int[] WIDTHS = {16, 24, 40, 80, 112, 160};
  private static final double SQUEEZE = 0.25;
  private static final Dropout DROPOUT = new Dropout(0.2);

  private static final Map<String, Preset> PRESETS =
      ImmutableMap.of(
          "ghostnet-0.5", preset(50), "ghostnet-1.0", preset(100), "ghostnet-1.3", preset(130));

  @Override
  public String name() {
    return "ghostnet";
  }

  @Override
  public List<Option> options() {
    return List.of(MULTIPLIER, HEAD);
  }

  @Override
  public Map<String, Preset> presets() {
    return PRESETS;
  }

  private static Preset preset(int percent) {
    List<Stage> stages =
        IntStream.range(0, DEPTHS.length)
            .mapToObj(i -> Stage.of(DEPTHS[i], Channels.divisible(WIDTHS[i] * percent / 100.0, 4)))
            .toList();
    return new Preset(
        Architecture.of("ghostnet", 224, stages)
            .withOption(MULTIPLIER.name(), String.valueOf(percent)),
        Task.IMAGENET);
  }

  @Override
  public Blueprint draw(Architecture architecture, Task task) {
    Conventions.requireStages(architecture, DEPTHS.length);
    List<Stage> stages = architecture.stages();
    Draft net = Blueprint.draft(task, architecture.resolution());
    Node x = net.norm("bn1", net.conv("conv_stem", net.input(), stages.get(0).width(), 3, 2));
    x = net.relu("act1", x);
    StageEntry entry = new StageEntry(x);
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      x = entry.enter(net.stage(i), x, stage, stride(i, 0));
      for (int block = 0; block < stage.depth(); block++) {
        net.block(Ghost.name(i, block, stages.get(3).depth()));
        boolean identity = block > 0 || i == 0;
        x = block(architecture, i, block).draw(net, x, stage.width(), identity);
      }
    }
    return head(net.part("head"), x, architecture, task);
  }

  private static Blueprint head(Draft net, Node from, Architecture architecture, Task task) {
    int expanded = Channels.divisible(6 * unrounded(architecture, 5), 4);
    Node x = net.block("blocks.9.0").conv("conv", from, expanded, 1, 1);
    x = net.relu("act1", net.norm("bn1", x));
    x = net.block("").add("global_pool", new GlobalAveragePool(), x);
    int width = Conventions.value(architecture, HEAD);
    x = net.add("conv_head", new Conv(expanded, width, 1, 1, Padding.NONE, 1, true), x);
    x = net.add("dropout", DROPOUT, net.activation("act2", x, RELU));
    net.linear("classifier", x, task.classes());
    return net.finish();
  }

  private static int stride(int stage, int block) {
    return block == 0 && stage != 0 && stage != 4 ? 2 : 1;
  }

  private static Ghost block(Architecture architecture, int stage, int block) {
    int from = block == 0 ? Math.max(0, stage - 1) : stage;
    int expanded = Channels.divisible(expansion(stage, block) * unrounded(architecture, from), 4);
    boolean gated = stage == 2 || stage == 4 || (stage == 5 && block % 2 == 0);
    return new Ghost(
        stage == 2 || stage == 5 ? 5 : 3,
        expanded,
        gated ? Channels.divisible(expanded * SQUEEZE, 4) : 0,
        stride(stage, block));
  }

  private static double expansion(int stage, int block) {
    return switch (stage) {
      case 0 -> 1;
      case 1, 2 -> 3;
      case 3 -> block == 0 ? 6 : block == 1 ? 2.5 : 2.3;
      default -> 6;
    };
  }

  /** The width of a stage, and what rounding took from the published one or gave to it. */
  private static double unrounded(Architecture architecture, int stage) {
    double published = WIDTHS[stage] * Conventions.value(architecture, MULTIPLIER) / 100.0;
    return architecture.stages().get(stage).width() + published - Channels.divisible(published, 4);
  }
}
