package io.espalier.space.family;

import static io.espalier.space.blueprint.Activation.Function.RELU6;

import com.google.auto.service.AutoService;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.GlobalAveragePool;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Networks of depth-wise separable convolutions without shortcuts: Howard et al., MobileNets (arXiv
 * 1704.04861), table 1, with timm's names and ReLU6.
 *
 * <p>Widths times the multiplier are rounded down, and not below 8, as in TensorFlow's slim. All
 * stages except the first halve the resolution.
 */
@AutoService(Family.class)
public final class MobileNetV1 implements MultipliedPresets {

  private static final Option STEM = Conventions.number("stem", 32);
  private static final int[] DEPTHS = {1, 2, 2, 6, 2};
  private static final int[] WIDTHS = {64, 128, 256, 512, 1024};

  @Override
  public String name() {
    return "mobilenet-v1";
  }

  @Override
  public List<Option> options() {
    return List.of(STEM, Conventions.PADDING, Conventions.EPSILON);
  }

  @Override
  public List<String> presetNames() {
    return List.of(
        "mobilenet-v1-0.25", "mobilenet-v1-0.5", "mobilenet-v1-0.75", "mobilenet-v1-1.0");
  }

  @Override
  public Preset multiplied(double multiplier) {
    List<Stage> stages =
        IntStream.range(0, DEPTHS.length)
            .mapToObj(i -> Stage.of(DEPTHS[i], scaled(WIDTHS[i], multiplier)))
            .toList();
    return new Preset(
        Architecture.of(name(), 224, stages)
            .withOption(STEM.name(), String.valueOf(scaled(32, multiplier))),
        Task.IMAGENET);
  }

  private static int scaled(int width, double multiplier) {
    return Math.max(8, (int) (width * multiplier));
  }

  @Override
  public Blueprint draw(Architecture architecture, Task task) {
    Draft net = Conventions.draft(architecture, task);
    int stem = Conventions.value(architecture, STEM);
    Node x = net.norm("bn1", net.conv("conv_stem", net.input(), stem, 3, 2));
    x = net.activation("act1", x, RELU6);
    StageEntry entry = new StageEntry(x);
    for (int i = 0; i < architecture.stages().size(); i++) {
      Stage stage = architecture.stages().get(i);
      int stride = i == 0 ? 1 : 2;
      x = entry.enter(net.stage(i), x, stage, stride);
      for (int block = 0; block < stage.depth(); block++) {
        net.block("blocks." + i + "." + block);
        x = separable(net, x, stage.width(), block == 0 ? stride : 1);
      }
    }
    x = net.part("head").add("global_pool", new GlobalAveragePool(), x);
    net.linear("classifier", x, task.classes());
    return net.finish();
  }

  private static Node separable(Draft net, Node from, int width, int stride) {
    int channels = from.shape().channels();
    Node x = net.norm("bn1", net.conv("conv_dw", from, channels, 3, stride, channels));
    x = net.norm("bn2", net.conv("conv_pw", net.activation("act1", x, RELU6), width, 1, 1));
    return net.activation("act2", x, RELU6);
  }
}
