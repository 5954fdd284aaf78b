package io.espalier.space.family;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.MaxPool;
import io.espalier.space.blueprint.Padding;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Residual networks with the ImageNet stem: He et al., Deep Residual Learning for Image Recognition
 * (arXiv 1512.03385), table 1, with torchvision's names and its stride on the 3x3 convolution of a
 * bottleneck.
 *
 * <p>The stem has the width of the first stage. The width of a bottleneck is its inner one; its
 * output has four times as many channels.
 */
@AutoService(Family.class)
public final class ResNet implements ResidualFamily {

  private static final Option BLOCK = new Option("block", "basic", List.of("basic", "bottleneck"));
  private static final int EXPANSION = 4;

  private static final Map<String, Preset> PRESETS =
      ImmutableMap.of(
          "resnet-18", preset("basic", 2, 2, 2, 2),
          "resnet-34", preset("basic", 3, 4, 6, 3),
          "resnet-50", preset("bottleneck", 3, 4, 6, 3),
          "resnet-101", preset("bottleneck", 3, 4, 23, 3),
          "resnet-152", preset("bottleneck", 3, 8, 36, 3));

  @Override
  public String name() {
    return "resnet";
  }

  @Override
  public List<Option> options() {
    return List.of(BLOCK);
  }

  @Override
  public Map<String, Preset> presets() {
    return PRESETS;
  }

  private static Preset preset(String block, int... depths) {
    List<Stage> stages =
        IntStream.range(0, depths.length).mapToObj(i -> Stage.of(depths[i], 64 << i)).toList();
    return new Preset(
        Architecture.of("resnet", 224, stages).withOption(BLOCK.name(), block), Task.IMAGENET);
  }

  @Override
  public Blueprint draw(Architecture architecture, Task task) {
    boolean bottleneck = architecture.option(BLOCK.name(), BLOCK.byDefault()).equals("bottleneck");
    Draft net = Blueprint.draft(task, architecture.resolution());
    Node x = net.conv("conv1", net.input(), architecture.stages().get(0).width(), 7, 2);
    x = net.relu("relu", net.norm("bn1", x));
    x = net.add("maxpool", new MaxPool(3, 2, Padding.half(3)), x);
    StageEntry entry = new StageEntry(x);
    for (int i = 0; i < architecture.stages().size(); i++) {
      Stage stage = architecture.stages().get(i);
      int stride = i == 0 ? 1 : 2;
      x = entry.enter(net.stage(i), x, stage, stride);
      for (int block = 0; block < stage.depth(); block++) {
        net.block("layer" + (i + 1) + "." + block);
        x =
            bottleneck
                ? bottleneck(net, x, stage, block == 0 ? stride : 1)
                : basic(net, x, stage, block == 0 ? stride : 1);
      }
    }
    net.part("head");
    net.linear("fc", net.add("avgpool", new GlobalAveragePool(), x), task.classes());
    return net.finish();
  }

  private static Node basic(Draft net, Node from, Stage stage, int stride) {
    Node shortcut = Residual.projection(net, from, stage.width(), stride);
    return Residual.basic(net, from, stage, stride, shortcut);
  }

  private static Node bottleneck(Draft net, Node from, Stage stage, int stride) {
    int out = EXPANSION * stage.width();
    Node x = net.relu("relu1", net.norm("bn1", net.conv("conv1", from, stage.width(), 1, 1)));
    x = net.conv("conv2", x, stage.width(), 3, stride, 1, stage.lean());
    x = net.relu("relu2", net.norm("bn2", x));
    x = net.norm("bn3", net.conv("conv3", x, out, 1, 1));
    return net.relu(
        "relu3", net.add("add", new Add(), x, Residual.projection(net, from, out, stride)));
  }
}
