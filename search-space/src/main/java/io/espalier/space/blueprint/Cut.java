package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint.Node;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network in two parts, of which the upper reads only the output of the lower; all layers keep
 * their names.
 *
 * @param lower from the image to the output of a stage
 * @param upper from there to the scores
 */
public record Cut(Blueprint lower, Blueprint upper) {

  /**
   * Cuts a network behind a stage; if that stage has no layers, behind the stage before.
   *
   * @param stage counted from 1
   * @throws IllegalArgumentException if there are no layers up to it, or more than its output is
   *     read above it
   */
  public static Cut behind(Blueprint network, int stage) {
    Set<String> parts =
        IntStream.rangeClosed(1, stage).mapToObj(i -> "stage " + i).collect(Collectors.toSet());
    int last =
        network.nodes().stream()
            .filter(node -> parts.contains(node.part()))
            .mapToInt(Node::index)
            .max()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Up to stage %d there are no layers. Choose a later stage."
                            .formatted(stage)));
    List<Node> above = network.nodes().subList(last + 1, network.nodes().size());
    checkArgument(
        above.stream().flatMap(node -> node.inputs().stream()).allMatch(i -> i >= last),
        "Behind stage %s more than one activation goes on. Choose another stage.",
        stage);
    Shape features = network.nodes().get(last).shape();
    int channels = network.task().channels();
    return new Cut(
        new Blueprint(
            new Task(channels, features.channels()), network.nodes().subList(0, last + 1)),
        new Blueprint(network.task(), joined(List.of(input(features)), above, last)));
  }

  /** Returns a network that reads what another one makes. */
  public static Blueprint behind(Blueprint first, Blueprint second) {
    List<Node> nodes = second.nodes();
    return new Blueprint(second.task(), joined(first.nodes(), nodes.subList(1, nodes.size()), 0));
  }

  private static Node input(Shape shape) {
    return new Node(0, "stem", -1, "", "features", new Input(shape), List.of(), shape);
  }

  /**
   * Puts nodes behind others.
   *
   * @param read position that the nodes read, where they read the last of the others instead
   */
  private static List<Node> joined(List<Node> first, List<Node> second, int read) {
    int shift = first.size() - 1 - read;
    return Stream.concat(first.stream(), second.stream().map(node -> shifted(node, shift)))
        .toList();
  }

  private static Node shifted(Node node, int shift) {
    return new Node(
        node.index() + shift,
        node.part(),
        node.block(),
        node.prefix(),
        node.leaf(),
        node.layer(),
        node.inputs().stream().map(i -> i + shift).toList(),
        node.shape());
  }
}
