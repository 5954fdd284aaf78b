package io.espalier.space.family;

import static io.espalier.space.blueprint.Activation.Function.SIGMOID;
import static io.espalier.space.blueprint.Activation.Function.SILU;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Dropout;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.StochasticDepth;
import java.util.List;
import java.util.Map;

/**
 * Inverted residuals with squeeze-and-excitation, and compound scaling of them: Tan and Le,
 * EfficientNet (arXiv 1905.11946), table 1, with torchvision's names.
 *
 * <p>Scaling rounds widths to multiples of 8 and depths up. The squeezed width is a quarter of the
 * block's input. All blocks of a stage except the first add their input. Rates are in percent;
 * stochastic depth rises from 0 at the first block towards its rate behind the last.
 */
@AutoService(Family.class)
public final class EfficientNet implements ListedPresets {

  private static final Option STEM = Conventions.number("stem", 32);
  private static final Option HEAD = Conventions.number("head", 1280);
  private static final Option DROPOUT = Conventions.number("dropout", 20);
  private static final Option STOCHASTIC_DEPTH = Conventions.number("stochasticDepth", 20);

  private static final SqueezeExcitation GATE =
      SqueezeExcitation.at("block.2.", "fc1", "fc2", SILU, SIGMOID);
  private static final SqueezeExcitation FIRST_GATE =
      SqueezeExcitation.at("block.1.", "fc1", "fc2", SILU, SIGMOID);

  private static final ConvNorm PLAIN = ConvNorm.at("");
  private static final ConvNorm FIRST = ConvNorm.at("block.0.");
  private static final ConvNorm SECOND = ConvNorm.at("block.1.");
  private static final ConvNorm THIRD = ConvNorm.at("block.2.");
  private static final ConvNorm FOURTH = ConvNorm.at("block.3.");

  /** Table 1 of the paper. */
  private static final List<InvertedStage> TABLE =
      List.of(
          new InvertedStage(1, 3, 16, 1, 1),
          new InvertedStage(6, 3, 24, 2, 2),
          new InvertedStage(6, 5, 40, 2, 2),
          new InvertedStage(6, 3, 80, 3, 2),
          new InvertedStage(6, 5, 112, 3, 1),
          new InvertedStage(6, 5, 192, 4, 2),
          new InvertedStage(6, 3, 320, 1, 1));

  private static final Map<String, Preset> PRESETS =
      ImmutableMap.<String, Preset>builder()
          .put("efficientnet-b0", preset(1.0, 1.0, 224, 20))
          .put("efficientnet-b1", preset(1.0, 1.1, 240, 20))
          .put("efficientnet-b2", preset(1.1, 1.2, 260, 30))
          .put("efficientnet-b3", preset(1.2, 1.4, 300, 30))
          .put("efficientnet-b4", preset(1.4, 1.8, 380, 40))
          .put("efficientnet-b5", withTensorFlowEpsilon(preset(1.6, 2.2, 456, 40)))
          .put("efficientnet-b6", withTensorFlowEpsilon(preset(1.8, 2.6, 528, 50)))
          .put("efficientnet-b7", withTensorFlowEpsilon(preset(2.0, 3.1, 600, 50)))
          .buildOrThrow();

  @Override
  public String name() {
    return "efficientnet";
  }

  @Override
  public List<Option> options() {
    return List.of(STEM, HEAD, DROPOUT, STOCHASTIC_DEPTH, Conventions.PADDING, Conventions.EPSILON);
  }

  @Override
  public Map<String, Preset> presets() {
    return PRESETS;
  }

  private static Preset preset(double width, double depth, int resolution, int dropout) {
    List<Stage> stages =
        TABLE.stream()
            .map(
                row ->
                    Stage.of(
                        (int) Math.ceil(row.depth() * depth),
                        Channels.divisible(row.width() * width, 8)))
            .toList();
    return new Preset(
        Architecture.of("efficientnet", resolution, stages)
            .withOption(STEM.name(), String.valueOf(Channels.divisible(32 * width, 8)))
            .withOption(HEAD.name(), String.valueOf(Channels.divisible(1280 * width, 8)))
            .withOption(DROPOUT.name(), String.valueOf(dropout)),
        Task.IMAGENET);
  }

  /** The larger networks that torchvision publishes kept TensorFlow's epsilon. */
  private static Preset withTensorFlowEpsilon(Preset preset) {
    return new Preset(
        preset.architecture().withOption(Conventions.EPSILON.name(), "1e-3"), preset.task());
  }

  @Override
  public Blueprint draw(Architecture architecture, Task task) {
    Conventions.requireStages(architecture, TABLE.size());
    Draft net = Conventions.draft(architecture, task).block("features.0");
    int stem = Conventions.value(architecture, STEM);
    Node x = PLAIN.activate(net, PLAIN.linear(net, net.input(), stem, 3, 2, 1), SILU);
    StageEntry entry = new StageEntry(x);
    int blocks = architecture.stages().stream().mapToInt(Stage::depth).sum();
    double dropRate = Conventions.value(architecture, STOCHASTIC_DEPTH) / 100.0;
    int count = 0;
    for (int i = 0; i < TABLE.size(); i++) {
      InvertedStage row = TABLE.get(i);
      Stage stage = architecture.stages().get(i);
      x = entry.enter(net.stage(i), x, stage, row.stride());
      for (int block = 0; block < stage.depth(); block++) {
        net.block("features." + (i + 1) + "." + block);
        Node out = branch(net, x, stage.width(), row, block == 0 ? row.stride() : 1);
        x = block == 0 ? out : sum(net, x, out, dropRate * count / blocks);
        count++;
      }
    }
    net.part("head").block("features." + (TABLE.size() + 1));
    x = PLAIN.activate(net, PLAIN.linear(net, x, Conventions.value(architecture, HEAD)), SILU);
    x = net.block("").add("avgpool", new GlobalAveragePool(), x);
    x = net.block("classifier").add("0", dropout(architecture), x);
    net.linear("1", x, task.classes());
    return net.finish();
  }

  private static Dropout dropout(Architecture architecture) {
    return new Dropout(Conventions.value(architecture, DROPOUT) / 100.0);
  }

  private static Node sum(Draft net, Node from, Node branch, double dropRate) {
    return net.add(
        "add", new Add(), from, net.add("stochastic_depth", new StochasticDepth(dropRate), branch));
  }

  /** The residual branch: widen, filter depth-wise, gate, narrow without activation. */
  private static Node branch(Draft net, Node from, int width, InvertedStage row, int stride) {
    int channels = from.shape().channels();
    int squeezed = Math.max(1, channels / 4);
    if (row.expansion() == 1) {
      Node x = FIRST.activate(net, FIRST.depthwise(net, from, row.kernel(), stride), SILU);
      return THIRD.linear(net, FIRST_GATE.draw(net, x, squeezed), width);
    }
    int expanded = Math.multiplyExact(row.expansion(), channels);
    Node x = FIRST.activate(net, FIRST.linear(net, from, expanded), SILU);
    x = SECOND.activate(net, SECOND.depthwise(net, x, row.kernel(), stride), SILU);
    return FOURTH.linear(net, GATE.draw(net, x, squeezed), width);
  }
}
