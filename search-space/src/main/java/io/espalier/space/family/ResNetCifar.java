package io.espalier.space.family;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.PadChannels;
import io.espalier.space.blueprint.Subsample;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Residual networks for small images, with a 3x3 stem and no pooling before the stages: He et al.,
 * Deep Residual Learning for Image Recognition (arXiv 1512.03385), section 4.2.
 *
 * <p>Option {@code shortcut}: {@code b} projects with a 1x1 convolution where the shape changes;
 * {@code a} has no parameters, takes every second pixel and pads with channels of zeros (names as
 * in akamaster's pytorch_resnet_cifar10; those of {@code b} as in chenyaofo's
 * pytorch-cifar-models).
 */
@AutoService(Family.class)
public final class ResNetCifar implements ResidualFamily {

  private static final Option SHORTCUT = new Option("shortcut", "b", List.of("a", "b"));

  private static final Map<String, Preset> PRESETS = listed();

  private static Map<String, Preset> listed() {
    ImmutableMap.Builder<String, Preset> presets = ImmutableMap.builder();
    for (int layers : new int[] {20, 32, 44, 56, 110}) {
      int depth = (layers - 2) / 6;
      Architecture architecture =
          Architecture.of(
              "resnet-cifar",
              32,
              List.of(Stage.of(depth, 16), Stage.of(depth, 32), Stage.of(depth, 64)));
      for (String shortcut : SHORTCUT.values()) {
        presets.put(
            "resnet-cifar-" + layers + "-" + shortcut,
            new Preset(architecture.withOption(SHORTCUT.name(), shortcut), Task.CIFAR_10));
      }
    }
    return presets.buildOrThrow();
  }

  @Override
  public String name() {
    return "resnet-cifar";
  }

  @Override
  public List<Option> options() {
    return List.of(SHORTCUT);
  }

  @Override
  public Map<String, Preset> presets() {
    return PRESETS;
  }

  /**
   * Channels that enter the sum of shortcuts without parameters stay in it, at a place that the
   * paddings decide; widening the later stages as much keeps every one of them in place. Lean
   * convolutions behind a padding would find other channels in their groups: such stages stay.
   */
  @Override
  public Architecture widen(Architecture architecture, int stage, int width) {
    if (!withoutParameters(architecture)) {
      return ResidualFamily.super.widen(architecture, stage, width);
    }
    if (IntStream.range(Math.max(1, stage), architecture.stages().size())
        .anyMatch(i -> !architecture.stages().get(i).lean().isDense())) {
      return architecture;
    }
    int more = width - architecture.stages().get(stage).width();
    Architecture wider = architecture;
    for (int i = stage; i < architecture.stages().size(); i++) {
      Stage changed = architecture.stages().get(i);
      wider = wider.withStage(i, changed.withWidth(changed.width() + more));
    }
    return wider;
  }

  private static boolean withoutParameters(Architecture architecture) {
    return architecture.option(SHORTCUT.name(), SHORTCUT.byDefault()).equals("a");
  }

  @Override
  public Blueprint draw(Architecture architecture, Task task) {
    boolean withoutParameters = withoutParameters(architecture);
    Draft net = Blueprint.draft(task, architecture.resolution());
    Node x = net.conv("conv1", net.input(), architecture.stages().get(0).width(), 3, 1);
    x = net.relu("relu", net.norm("bn1", x));
    StageEntry entry = new StageEntry(x);
    for (int i = 0; i < architecture.stages().size(); i++) {
      Stage stage = architecture.stages().get(i);
      int stride = i == 0 ? 1 : 2;
      x = entry.enter(net.stage(i), x, stage, stride);
      for (int block = 0; block < stage.depth(); block++) {
        net.block("layer" + (i + 1) + "." + block);
        int step = block == 0 ? stride : 1;
        Node shortcut =
            withoutParameters
                ? padded(net, x, stage.width(), step)
                : Residual.projection(net, x, stage.width(), step);
        x = Residual.basic(net, x, stage, step, shortcut);
      }
    }
    net.part("head");
    Node pooled = net.add("avgpool", new GlobalAveragePool(), x);
    net.linear(withoutParameters ? "linear" : "fc", pooled, task.classes());
    return net.finish();
  }

  private static Node padded(Draft net, Node from, int width, int stride) {
    if (stride == 1 && from.shape().channels() == width) {
      return from;
    }
    int more = width - from.shape().channels();
    Node sampled = stride == 1 ? from : net.add("subsample", new Subsample(stride), from);
    return net.add(
        "pad", new PadChannels(Math.floorDiv(more, 2), more - Math.floorDiv(more, 2)), sampled);
  }
}
