package io.espalier.space.family;

import static io.espalier.space.blueprint.Activation.Function.HARD_SWISH;

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
 * The networks that Greedy Network Enlarging (Liu et al., arXiv 2108.00177) grew from GhostNet,
 * with the names of timm's GhostNet.
 *
 * <p>They differ from GhostNet in a small squeeze-and-excitation in every block, in HardSwish in
 * stem and head, in one expansion for all blocks of the fourth stage except the first, and in a
 * head that grows with the last stage. The stem has the width of the first stage.
 */
@AutoService(Family.class)
public final class SGhostNet implements ListedPresets {

  private static final double SQUEEZE = 0.1;
  private static final Dropout DROPOUT = new Dropout(0.2);

  /** What is the same in all networks of the family; expansions of the first block, of the rest. */
  private record GhostStage(int kernel, double first, double rest, int stride) {}

  private static final List<GhostStage> TABLE =
      List.of(
          new GhostStage(3, 1, 1, 1),
          new GhostStage(3, 3, 3, 2),
          new GhostStage(5, 3, 3, 2),
          new GhostStage(3, 6, 2.5, 2),
          new GhostStage(3, 6, 6, 1),
          new GhostStage(5, 6, 6, 2));

  private static final Map<String, Preset> PRESETS =
      ImmutableMap.of(
          "s-ghostnet-base",
              preset(224, new int[] {1, 2, 2, 4, 2, 5}, new int[] {16, 24, 40, 80, 112, 160}),
          "s-ghostnet-b1",
              preset(240, new int[] {1, 2, 3, 4, 3, 6}, new int[] {28, 44, 72, 140, 196, 280}),
          "s-ghostnet-b4",
              preset(384, new int[] {3, 5, 5, 12, 6, 14}, new int[] {36, 60, 108, 168, 232, 336}));

  @Override
  public String name() {
    return "s-ghostnet";
  }

  @Override
  public List<Option> options() {
    return List.of();
  }

  @Override
  public Map<String, Preset> presets() {
    return PRESETS;
  }

  private static Preset preset(int resolution, int[] depths, int[] widths) {
    List<Stage> stages =
        IntStream.range(0, depths.length).mapToObj(i -> Stage.of(depths[i], widths[i])).toList();
    return new Preset(Architecture.of("s-ghostnet", resolution, stages), Task.IMAGENET);
  }

  @Override
  public Blueprint draw(Architecture architecture, Task task) {
    Conventions.requireStages(architecture, TABLE.size());
    List<Stage> stages = architecture.stages();
    Draft net = Blueprint.draft(task, architecture.resolution());
    Node x = net.norm("bn1", net.conv("conv_stem", net.input(), stages.get(0).width(), 3, 2));
    x = net.activation("act1", x, HARD_SWISH);
    StageEntry entry = new StageEntry(x);
    for (int i = 0; i < TABLE.size(); i++) {
      Stage stage = stages.get(i);
      x = entry.enter(net.stage(i), x, stage, TABLE.get(i).stride());
      for (int block = 0; block < stage.depth(); block++) {
        net.block(Ghost.name(i, block, stages.get(3).depth()));
        boolean identity = block > 0 || i == 0;
        x = block(TABLE.get(i), x, block).draw(net, x, stage.width(), identity);
      }
    }
    return head(net.part("head"), x, task);
  }

  private static Ghost block(GhostStage row, Node from, int block) {
    int expanded = expanded(from, block == 0 ? row.first() : row.rest());
    return new Ghost(
        row.kernel(),
        expanded,
        Channels.divisible(expanded * SQUEEZE, 8),
        block == 0 ? row.stride() : 1);
  }

  private static int expanded(Node from, double expansion) {
    return Channels.divisible(expansion * from.shape().channels(), 4);
  }

  private static Blueprint head(Draft net, Node from, Task task) {
    int last = from.shape().channels();
    int expanded = expanded(from, TABLE.get(TABLE.size() - 1).rest());
    Node x = net.block("blocks.9.0").conv("conv", from, expanded, 1, 1);
    x = net.activation("act1", net.norm("bn1", x), HARD_SWISH);
    x = net.block("").add("global_pool", new GlobalAveragePool(), x);
    int width = Math.max(1280, 5 * last);
    x = net.add("conv_head", new Conv(expanded, width, 1, 1, Padding.NONE, 1, true), x);
    x = net.add("dropout", DROPOUT, net.activation("act2", x, HARD_SWISH));
    net.linear("classifier", x, task.classes());
    return net.finish();
  }
}
