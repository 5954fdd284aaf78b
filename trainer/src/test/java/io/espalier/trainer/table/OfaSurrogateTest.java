package io.espalier.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.espalier.space.Architecture;
import io.espalier.space.Block;
import io.espalier.space.SharedData;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.family.Families;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.data.Location;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfaSurrogateTest {

  private static final String REAL = "ofa_mbv3_w1.2_acc_predictor.safetensors";
  private static final int[] WIDTHS = {32, 48, 96, 136, 192};
  private static final int[] KERNELS = {3, 5, 3, 3, 5};
  private static final List<Integer> EXPANSIONS = List.of(3, 4, 6);

  @TempDir Path folder;

  private static AccuracyTable open(Path folder, String name) {
    return TableForms.open(new Location(folder, "data.table", name));
  }

  private static Architecture draw(SplittableRandom random) {
    List<Stage> stages = new ArrayList<>();
    for (int width : WIDTHS) {
      int rank = random.nextInt(3);
      stages.add(
          Stage.of(2 + random.nextInt(3), width)
              .withBlock(new Block(rank, "expand-" + EXPANSIONS.get(rank))));
    }
    return Architecture.of("ofa-mobilenet-v3", 160 + 16 * random.nextInt(5), stages);
  }

  /** The encoding as Once-for-All's tutorial builds it: from lists of 20 kernels, 20 expansions. */
  private static double[] features(Architecture network) {
    int[] kernels = new int[20];
    int[] expansions = new int[20];
    for (int stage = 0; stage < 5; stage++) {
      Stage made = network.stages().get(stage);
      for (int block = 0; block < made.depth(); block++) {
        kernels[4 * stage + block] = KERNELS[stage];
        expansions[4 * stage + block] =
            Integer.parseInt(made.block().orElseThrow().name().substring("expand-".length()));
      }
    }
    double[] features = new double[128];
    for (int i = 0; i < 20; i++) {
      if (kernels[i] > 0) {
        features[3 * i + List.of(3, 5, 7).indexOf(kernels[i])] = 1;
        features[60 + 3 * i + EXPANSIONS.indexOf(expansions[i])] = 1;
      }
    }
    features[120 + (network.resolution() - 112) / 16] = 1;
    return features;
  }

  /** A perceptron in doubles, row by row. */
  private static double estimate(SafetensorsFile file, double[] features) throws IOException {
    double[] values = features;
    for (int layer = 0; file.entries().containsKey(layer + ".weight"); layer += 2) {
      float[] weights = file.read(file.entries().get(layer + ".weight"));
      float[] bias = file.read(file.entries().get(layer + ".bias"));
      double[] next = new double[bias.length];
      for (int out = 0; out < next.length; out++) {
        next[out] = bias[out];
        for (int in = 0; in < values.length; in++) {
          double input = layer == 0 ? values[in] : Math.max(0, values[in]);
          next[out] += weights[out * values.length + in] * input;
        }
      }
      values = next;
    }
    return values[0];
  }

  private static float[] drawn(int count, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private void write(String name, int... sizes) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    SafetensorsWriter writer = new SafetensorsWriter();
    for (int i = 0; i + 1 < sizes.length; i++) {
      writer
          .tensor(
              2 * i + ".weight",
              List.of(sizes[i + 1], sizes[i]),
              drawn(sizes[i] * sizes[i + 1], random))
          .tensor(2 * i + ".bias", List.of(sizes[i + 1]), drawn(sizes[i + 1], random));
    }
    writer.write(folder.resolve(name));
  }

  private static void assertEstimates(Path folder, String name) throws IOException {
    AccuracyTable table = open(folder, name);
    SafetensorsFile file = SafetensorsFile.open(folder.resolve(name));
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 200; i++) {
      Architecture network = draw(random);
      double expected = estimate(file, features(network));
      assertThat(table.topOne(network))
          .as(network.summary())
          .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
    }
  }

  @Test
  void itEstimatesWhatAPerceptronInDoublesDoes() throws IOException {
    write("small.safetensors", 128, 12, 7, 1);
    assertThat(open(folder, "small.safetensors").task()).isEqualTo(Task.IMAGENET);
    assertEstimates(folder, "small.safetensors");
  }

  @Test
  void theRealSurrogateDoesToo() throws IOException {
    Path tables = SharedData.file("nas-tables/" + REAL).getParent();
    assertEstimates(tables, REAL);
    SplittableRandom random = new SplittableRandom(9);
    AccuracyTable real = open(tables, REAL);
    for (int i = 0; i < 50; i++) {
      assertThat(real.topOne(draw(random))).isBetween(0.7, 0.85);
    }
  }

  @Test
  void otherShapesAreNotASurrogate() throws IOException {
    write("narrow.safetensors", 100, 12, 1);
    write("two.safetensors", 128, 12, 2);
    new SafetensorsWriter()
        .tensor("0.weight", List.of(3, 128), new float[384])
        .tensor("0.bias", List.of(3), new float[3])
        .tensor("2.weight", List.of(1, 4), new float[4])
        .tensor("2.bias", List.of(1), new float[1])
        .write(folder.resolve("torn.safetensors"));
    for (String name : List.of("narrow", "two", "torn")) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> open(folder, name + ".safetensors"))
          .withMessageContaining("is not a known table");
    }
  }

  @Test
  void whatItWasNotTrainedOnIsRefused() throws IOException {
    write("small.safetensors", 128, 4, 1);
    AccuracyTable table = open(folder, "small.safetensors");
    Architecture network = draw(new SplittableRandom(1));
    Stage first = network.stages().get(0);
    assertRefused(table, network.withResolution(128), "resolutions from 160 to 224");
    assertRefused(table, network.withStage(0, first.withDepth(1)), "not 1 of stage 1");
    assertRefused(table, network.withStage(0, first.withDepth(5)), "not 5 of stage 1");
    assertRefused(
        table, network.withStage(0, first.withWidth(24)), "The surrogate knows the width");
    assertRefused(table, network.withStage(0, first.withScale(1.5)), "at scale 1 of stage 1");
    assertRefused(table, network.withOption("stem", "16"), "leave out the options");
    assertRefused(table, Families.preset("resnet-18").architecture(), "not resnet");
  }

  private static void assertRefused(AccuracyTable table, Architecture network, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.topOne(network))
        .withMessageContaining(why);
  }
}
