package io.espalier.space.family;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.space.SharedData;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.Linear;
import io.espalier.space.family.Family.Preset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights are stored under the names that torchvision and timm give them. */
class PublishedNamesTest {

  /** Names and shapes as the sources of torchvision 0.21 and timm 1.0 make them. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      textBlock =
          """
          mobilenet-v1-1.0,   conv_stem,                               32x3x3x3
          mobilenet-v1-1.0,   bn1,                                     32
          mobilenet-v1-1.0,   blocks.0.0.conv_dw,                      32x1x3x3
          mobilenet-v1-1.0,   blocks.3.5.conv_pw,                      512x512x1x1
          mobilenet-v1-1.0,   blocks.4.1.bn2,                          1024
          mobilenet-v1-1.0,   classifier,                              1000x1024
          mobilenet-v2-1.4,   features.1.conv.1,                       24x48x1x1
          mobilenet-v2-1.4,   features.18.0,                           1792x448x1x1
          shufflenet-v2-1.0,  conv1.0,                                 24x3x3x3
          shufflenet-v2-1.0,  stage2.0.branch1.0,                      24x1x3x3
          shufflenet-v2-1.0,  stage2.0.branch1.2,                      58x24x1x1
          shufflenet-v2-1.0,  stage3.7.branch2.3,                      116x1x3x3
          shufflenet-v2-1.0,  stage4.3.branch2.6,                      232
          shufflenet-v2-1.0,  conv5.0,                                 1024x464x1x1
          ghostnet-1.0,       blocks.0.0.ghost1.primary_conv.0,        8x16x1x1
          ghostnet-1.0,       blocks.1.0.shortcut.2,                   24x16x1x1
          ghostnet-1.0,       blocks.2.0.ghost2.cheap_operation.1,     12
          ghostnet-1.0,       blocks.3.0.se.conv_reduce,               20x72x1x1
          ghostnet-1.0,       blocks.5.0.conv_dw,                      240x1x3x3
          ghostnet-1.0,       blocks.6.1.ghost1.primary_conv.0,        92x80x1x1
          ghostnet-1.0,       blocks.6.3.shortcut.0,                   80x1x3x3
          ghostnet-1.0,       blocks.6.4.se.conv_expand,               672x168x1x1
          ghostnet-1.0,       blocks.7.0.bn_dw,                        672
          ghostnet-1.0,       blocks.8.3.ghost2.primary_conv.0,        80x960x1x1
          ghostnet-1.0,       blocks.9.0.bn1,                          960
          ghostnet-1.0,       conv_head,                               1280x960x1x1
          efficientnet-b0,    features.0.0,                            32x3x3x3
          efficientnet-b0,    features.1.0.block.1.fc1,                8x32x1x1
          efficientnet-b0,    features.1.0.block.2.0,                  16x32x1x1
          efficientnet-b0,    features.3.1.block.1.0,                  240x1x5x5
          efficientnet-b0,    features.6.3.block.2.fc2,                1152x48x1x1
          efficientnet-b0,    features.7.0.block.3.1,                  320
          efficientnet-b0,    features.8.0,                            1280x320x1x1
          efficientnet-b0,    classifier.1,                            1000x1280
          regnet-y-400mf,     stem.0,                                  32x3x3x3
          regnet-y-400mf,     trunk_output.block1.block1-0.proj.0,     48x32x1x1
          regnet-y-400mf,     trunk_output.block2.block2-2.f.b.0,      104x8x3x3
          regnet-y-400mf,     trunk_output.block4.block4-0.f.se.fc1,   52x440x1x1
          regnet-y-400mf,     trunk_output.block4.block4-5.f.c.1,      440
          regnet-y-400mf,     fc,                                      1000x440
          """)
  void aWeightHasItsPublishedNameAndShape(String network, String name, String shape) {
    assertThat(draw(network).nodes())
        .filteredOn(node -> node.name().equals(name))
        .extracting(node -> shape(node.layer()))
        .containsExactly(shape);
  }

  /** Every tensor of a published file, by name and shape. */
  @ParameterizedTest
  @CsvSource({
    "mobilenet-v2-1.0, imagenet_mobilenet_v2_1.0_224_dequant.safetensors",
    "resnet-cifar-20-a, cifar10_resnet20_akamaster.safetensors"
  })
  void aPublishedFileHasExactlyTheTensorsOfTheBlueprint(String network, String file)
      throws IOException {
    Path weights = SharedData.file("weights/" + file);
    Map<String, String> expected = new TreeMap<>();
    draw(network).nodes().forEach(node -> expected.putAll(tensors(node)));
    assertThat(header(weights)).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void noTwoWeightsOfANetworkShareANameAndNoTwoLayersAPlace() {
    for (List<String> names : Families.presetNames().values()) {
      for (String network : names) {
        List<Node> nodes = draw(network).nodes();
        assertThat(nodes.stream().filter(n -> n.layer().parameters() > 0).map(Node::name))
            .as(network)
            .doesNotHaveDuplicates();
        assertThat(nodes.stream().map(Node::place)).as(network).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void placesStayWhenAnEarlierStageGetsDeeper() {
    for (List<String> names : Families.presetNames().values()) {
      Preset preset = Families.preset(names.get(0));
      Set<String> before = places(Families.draw(preset.architecture(), preset.task()));
      for (int i = 0; i < preset.architecture().stages().size(); i++) {
        var stage = preset.architecture().stages().get(i);
        var deeper = preset.architecture().withStage(i, stage.withDepth(stage.depth() + 1));
        assertThat(places(Families.draw(deeper, preset.task())))
            .as(names.get(0) + ", stage " + (i + 1))
            .containsAll(before);
      }
    }
  }

  private static Set<String> places(Blueprint blueprint) {
    Set<String> places = new HashSet<>();
    blueprint
        .nodes()
        .forEach(node -> places.add(node.place() + " " + node.layer().getClass().getSimpleName()));
    return places;
  }

  private static Blueprint draw(String network) {
    Preset preset = Families.preset(network);
    return Families.draw(preset.architecture(), preset.task());
  }

  private static String shape(Layer layer) {
    if (layer instanceof Conv conv) {
      return conv.out() + "x" + conv.in() / conv.groups() + ("x" + conv.kernel()).repeat(2);
    }
    return layer instanceof Linear linear
        ? linear.out() + "x" + linear.in()
        : String.valueOf(((BatchNorm) layer).channels());
  }

  private static Map<String, String> tensors(Node node) {
    Map<String, String> tensors = new TreeMap<>();
    if (node.layer().parameters() > 0) {
      tensors.put(node.name() + ".weight", shape(node.layer()));
    }
    if (node.layer() instanceof BatchNorm) {
      for (String tensor : List.of("bias", "running_mean", "running_var")) {
        tensors.put(node.name() + "." + tensor, shape(node.layer()));
      }
    }
    if (node.layer() instanceof Linear linear) {
      tensors.put(node.name() + ".bias", String.valueOf(linear.out()));
    }
    return tensors;
  }

  private static Map<String, String> header(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      int length =
          Math.toIntExact(
              ByteBuffer.wrap(in.readNBytes(8)).order(ByteOrder.LITTLE_ENDIAN).getLong());
      JsonNode json = new ObjectMapper().readTree(new String(in.readNBytes(length), UTF_8));
      Map<String, String> tensors = new TreeMap<>();
      json.properties().stream()
          .filter(tensor -> !tensor.getKey().equals("__metadata__"))
          .forEach(tensor -> tensors.put(tensor.getKey(), sides(tensor.getValue().get("shape"))));
      return tensors;
    }
  }

  private static String sides(JsonNode shape) {
    List<String> sides = new ArrayList<>();
    shape.forEach(side -> sides.add(side.asText()));
    return String.join("x", sides);
  }
}
