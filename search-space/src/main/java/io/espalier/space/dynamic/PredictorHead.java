package io.espalier.space.dynamic;

import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Concat;
import io.espalier.space.blueprint.Confidence;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.Linear;
import io.espalier.space.blueprint.Shape;
import io.espalier.space.family.Families;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is behind a predictor's features.
 *
 * <p>The published one is a linear layer. But how hard an image is shows in how sure a network is
 * of its class, which is not a linear function of features: with {@code CONFIDENCE} the predictor
 * tells the classes, and its scores are linear in how sure it is (ours).
 *
 * @param kind which of them
 * @param classifier what the classifier beside it tells apart
 * @param choices number of resolutions to choose from
 */
record PredictorHead(DynamicResolution.ScoringHead kind, Task classifier, int choices) {

  /** Draws a predictor, whose layers all have names that begin with {@code predictor.}. */
  Blueprint draw(Architecture body) {
    return switch (kind) {
      case LINEAR ->
          new Growing(Families.draw(body, new Task(classifier.channels(), choices))).end(choices);
      case CONFIDENCE -> behindClasses(new Growing(Families.draw(body, classifier)));
    };
  }

  private Blueprint behindClasses(Growing predictor) {
    Node sure = predictor.add("confidence", new Confidence(), predictor.last());
    predictor.add("choice", new Linear(1, choices, true), sure);
    return predictor.end(choices);
  }

  /**
   * Returns a predictor as it learns: its outputs are the scores of the resolutions, and then those
   * of the classes. What a thumbnail shows is learned faster than how many pixels it needs, and
   * tells it (ours). Where the predictor does not tell the classes itself, it gets a second head
   * for them, which is dropped after the training.
   */
  static Blueprint inTraining(Blueprint predictor, int classes) {
    Growing growing = new Growing(predictor);
    Node choice = growing.last();
    Node told =
        predictor.nodes().stream()
            .filter(node -> node.layer() instanceof Confidence)
            .map(sure -> predictor.nodes().get(sure.inputs().get(0)))
            .findFirst()
            .orElseGet(() -> growing.addBeside(choice, "classes", classes));
    growing.add("both", new Concat(), choice, told);
    return growing.end(predictor.task().classes() + classes);
  }

  /** A predictor that layers are added to. */
  private static final class Growing {
    private final Blueprint start;
    private final List<Node> nodes = new ArrayList<>();

    Growing(Blueprint start) {
      this.start = start;
      start.nodes().forEach(node -> nodes.add(named(node)));
    }

    private static Node named(Node node) {
      String prefix = DynamicPlan.PREDICTOR + ".";
      return node.prefix().startsWith(prefix)
          ? node
          : new Node(
              node.index(),
              DynamicPlan.PREDICTOR,
              node.block(),
              prefix + node.prefix(),
              node.leaf(),
              node.layer(),
              node.inputs(),
              node.shape());
    }

    Node last() {
      return nodes.get(nodes.size() - 1);
    }

    Node add(String leaf, Layer layer, Node... inputs) {
      List<Shape> shapes = Arrays.stream(inputs).map(Node::shape).toList();
      Node node =
          new Node(
              nodes.size(),
              DynamicPlan.PREDICTOR,
              -1,
              DynamicPlan.PREDICTOR + ".",
              leaf,
              layer,
              Arrays.stream(inputs).map(Node::index).toList(),
              layer.output(shapes));
      nodes.add(node);
      return node;
    }

    /** Adds a linear layer that reads what another one reads. */
    Node addBeside(Node linear, String leaf, int outputs) {
      Node features = nodes.get(linear.inputs().get(0));
      return add(leaf, new Linear(features.shape().channels(), outputs, true), features);
    }

    Blueprint end(int outputs) {
      return new Blueprint(new Task(start.task().channels(), outputs), nodes);
    }
  }
}
