package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import io.espalier.space.blueprint.Blueprint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a network makes of a batch, which owns all of it: features and scores.
 *
 * @param stages the output of each stage, N x C x H x W
 * @param scores N x classes, before softmax
 */
public record StageOutputs(List<NDArray> stages, NDArray scores) {

  /**
   * Runs a network.
   *
   * @param images N x C x H x W
   */
  public static StageOutputs of(Network network, NDArray images, Pass pass) {
    List<Integer> ends = ends(network.running(pass));
    Map<Integer, NDArray> outputs = new TreeMap<>();
    NDArray scores =
        network.forward(
            images,
            pass,
            (node, tensors, output) -> {
              if (ends.contains(node.index())) {
                // Without gradients the network closes what it has read.
                outputs.put(node.index(), pass.training() ? output : output.duplicate());
              }
            });
    return new StageOutputs(List.copyOf(outputs.values()), scores);
  }

  /** Returns the last node of each stage. */
  private static List<Integer> ends(Blueprint blueprint) {
    return List.copyOf(
        blueprint.nodes().stream()
            .filter(node -> node.part().startsWith("stage "))
            .collect(
                Collectors.toMap(
                    Blueprint.Node::part, Blueprint.Node::index, Math::max, TreeMap::new))
            .values());
  }
}
