package io.espalier.space.family;

import static io.espalier.space.blueprint.Activation.Function.RELU6;

import com.google.auto.service.AutoService;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Dropout;
import io.espalier.space.blueprint.GlobalAveragePool;
import java.util.List;

/**
 * Networks of inverted residuals: Sandler et al., MobileNetV2 (arXiv 1801.04381), table 2, with
 * torchvision's names.
 *
 * <p>Widths are rounded to multiples of 8; the last convolution does not get narrower than 1,280.
 * All blocks of a stage except the first add their input, for any widths: a shortcut that exists
 * only for equal widths would change the function of a network that grows.
 */
@AutoService(Family.class)
public final class MobileNetV2 implements MultipliedPresets {

  private static final Option STEM = Conventions.number("stem", 32);
  private static final Option LAST = Conventions.number("last", 1280);
  private static final Dropout DROPOUT = new Dropout(0.2);

  private static final ConvNorm PLAIN = ConvNorm.at("");
  private static final ConvNorm FIRST = ConvNorm.at("conv.0.");
  private static final ConvNorm SECOND = ConvNorm.at("conv.1.");

  private static final int KERNEL = 3;

  /** Table 2 of the paper. */
  private static final List<InvertedStage> TABLE =
      List.of(
          new InvertedStage(1, KERNEL, 16, 1, 1),
          new InvertedStage(6, KERNEL, 24, 2, 2),
          new InvertedStage(6, KERNEL, 32, 3, 2),
          new InvertedStage(6, KERNEL, 64, 4, 2),
          new InvertedStage(6, KERNEL, 96, 3, 1),
          new InvertedStage(6, KERNEL, 160, 3, 2),
          new InvertedStage(6, KERNEL, 320, 1, 1));

  @Override
  public String name() {
    return "mobilenet-v2";
  }

  @Override
  public List<Option> options() {
    return List.of(STEM, LAST, Conventions.PADDING, Conventions.EPSILON);
  }

  @Override
  public List<String> presetNames() {
    return List.of(
        "mobilenet-v2-0.35",
        "mobilenet-v2-0.5",
        "mobilenet-v2-0.75",
        "mobilenet-v2-1.0",
        "mobilenet-v2-1.3",
        "mobilenet-v2-1.4");
  }

  @Override
  public Preset multiplied(double multiplier) {
    List<Stage> stages =
        TABLE.stream()
            .map(row -> Stage.of(row.depth(), Channels.divisible(row.width() * multiplier, 8)))
            .toList();
    int stem = Channels.divisible(32 * multiplier, 8);
    int last = Channels.divisible(1280 * Math.max(1, multiplier), 8);
    return new Preset(
        Architecture.of(name(), 224, stages)
            .withOption(STEM.name(), String.valueOf(stem))
            .withOption(LAST.name(), String.valueOf(last)),
        Task.IMAGENET);
  }

  @Override
  public Blueprint draw(Architecture architecture, Task task) {
    Conventions.requireStages(architecture, TABLE.size());
    Draft net = Conventions.draft(architecture, task).block("features.0");
    int stem = Conventions.value(architecture, STEM);
    Node x = PLAIN.activate(net, PLAIN.linear(net, net.input(), stem, 3, 2, 1), RELU6);
    StageEntry entry = new StageEntry(x);
    int feature = 1;
    for (int i = 0; i < TABLE.size(); i++) {
      InvertedStage row = TABLE.get(i);
      Stage stage = architecture.stages().get(i);
      x = entry.enter(net.stage(i), x, stage, row.stride());
      for (int block = 0; block < stage.depth(); block++) {
        net.block("features." + feature++);
        Node out = branch(net, x, stage.width(), row.expansion(), block == 0 ? row.stride() : 1);
        x = block == 0 ? out : net.add("add", new Add(), x, out);
      }
    }
    net.part("head").block("features." + feature);
    x = PLAIN.activate(net, PLAIN.linear(net, x, Conventions.value(architecture, LAST)), RELU6);
    x = net.block("").add("avgpool", new GlobalAveragePool(), x);
    net.block("classifier").linear("1", net.add("0", DROPOUT, x), task.classes());
    return net.finish();
  }

  /** The residual branch: widen, filter depth-wise, narrow without activation. */
  private static Node branch(Draft net, Node from, int width, int expansion, int stride) {
    if (expansion == 1) {
      Node x = FIRST.activate(net, FIRST.depthwise(net, from, 3, stride), RELU6);
      return net.norm("conv.2", net.conv("conv.1", x, width, 1, 1));
    }
    int expanded = Math.multiplyExact(expansion, from.shape().channels());
    Node x = FIRST.activate(net, FIRST.linear(net, from, expanded), RELU6);
    x = SECOND.activate(net, SECOND.depthwise(net, x, 3, stride), RELU6);
    return net.norm("conv.3", net.conv("conv.2", x, width, 1, 1));
  }
}
