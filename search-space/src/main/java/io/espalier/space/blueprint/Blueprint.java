package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Lean;
import io.espalier.space.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * An ordered list of named layers with their inputs and shapes: the one description of a network
 * that the MAC ledger sums, the trainer builds, inheritance matches and reports print.
 *
 * <p>The first node is the {@link Input}; every other node reads nodes before it; the last node's
 * output is the network's.
 *
 * @param task channels of the input, classes of the output
 * @param nodes the layers, in an order in which they can be computed
 */
public record Blueprint(Task task, List<Node> nodes) {

  /**
   * @throws IllegalArgumentException if the first layer is not an input, or the channels of the
   *     last are not the classes of the task
   */
  public Blueprint {
    nodes = List.copyOf(nodes);
    checkArgument(
        !nodes.isEmpty() && nodes.get(0).layer() instanceof Input,
        "The first layer of a blueprint must be its input.");
    Node last = nodes.get(nodes.size() - 1);
    checkArgument(
        last.shape().channels() == task.classes(),
        "The last layer %s has %s outputs, but the task has %s classes.",
        last.name(),
        last.shape().channels(),
        task.classes());
  }

  /**
   * One layer in its place.
   *
   * @param index position in {@link Blueprint#nodes}
   * @param part what the layer belongs to: {@code stem}, {@code stage 1}, ..., {@code head}
   * @param block which block of the part, counted from 0; -1 before the first
   * @param prefix name of the block, with a dot at its end, or empty
   * @param leaf name within the block
   * @param layer what is computed
   * @param inputs positions of the nodes that are read
   * @param shape shape of the output
   */
  public record Node(
      int index,
      String part,
      int block,
      String prefix,
      String leaf,
      Layer layer,
      List<Integer> inputs,
      Shape shape) {

    /** Returns the name that weights are stored under, as torchvision or timm spell it. */
    public String name() {
      // Put together on demand: a search counts millions of blueprints and names few of them.
      return prefix + leaf;
    }

    /**
     * Returns where the layer stands, by part, block and leaf. It stays when other stages grow,
     * while names shift where a family numbers its blocks through all stages.
     */
    public String place() {
      return part + "/" + block + "/" + leaf;
    }

    /** Returns the multiply-accumulates of this layer for one image. */
    public long macs() {
      return layer.macs(shape);
    }
  }

  /** Returns the shape of the input. */
  public Shape inputShape() {
    return nodes.get(0).shape();
  }

  /** Returns the number of learned values. */
  public long parameters() {
    return nodes.stream().mapToLong(node -> node.layer().parameters()).reduce(0, Math::addExact);
  }

  /** Returns the shapes that a node reads. */
  public List<Shape> inputShapes(Node node) {
    return node.inputs().stream().map(i -> nodes.get(i).shape()).toList();
  }

  /** Starts to draw a network for inputs of that height and width. */
  public static Draft draft(Task task, int resolution) {
    return new Draft(task, resolution);
  }

  /** A blueprint in the making; each method adds a layer and returns its node. */
  public static final class Draft {
    private final Task task;
    private final List<Node> nodes = new ArrayList<>(64);
    private final Node input;
    private PaddingRule padding = PaddingRule.SYMMETRIC;
    private double epsilon = BatchNorm.EPSILON;
    private String part = "stem";
    private int block = -1;
    private String prefix = "";

    private Draft(Task task, int resolution) {
      this.task = task;
      this.input = add("input", new Input(Shape.square(task.channels(), resolution)));
    }

    /** Makes the convolutions that follow pad by a rule. */
    public Draft padding(PaddingRule rule) {
      padding = rule;
      return this;
    }

    /** Makes the batch normalisations that follow add that to the variance. */
    public Draft epsilon(double value) {
      epsilon = value;
      return this;
    }

    /** Returns the node of the image. */
    public Node input() {
      return input;
    }

    /** Makes the layers that follow belong to a part, and to no block. */
    public Draft part(String name) {
      part = name;
      block = -1;
      prefix = "";
      return this;
    }

    /** Makes the layers that follow belong to the stage of that index, counted from 0. */
    public Draft stage(int index) {
      return part("stage " + (index + 1));
    }

    /** Starts a block, and puts its name before the names that follow; empty for none. */
    public Draft block(String name) {
      block++;
      prefix = name.isEmpty() ? "" : name + ".";
      return this;
    }

    /** Adds a layer that reads the given nodes. */
    public Node add(String name, Layer layer, Node... inputs) {
      Node node =
          switch (inputs.length) {
            case 0 -> node(name, layer, List.of(), List.of());
            case 1 -> node(name, layer, List.of(inputs[0].index()), List.of(inputs[0].shape()));
            case 2 ->
                node(
                    name,
                    layer,
                    List.of(inputs[0].index(), inputs[1].index()),
                    List.of(inputs[0].shape(), inputs[1].shape()));
            default -> {
              List<Node> read = List.of(inputs);
              yield node(
                  name,
                  layer,
                  read.stream().map(Node::index).toList(),
                  read.stream().map(Node::shape).toList());
            }
          };
      nodes.add(node);
      return node;
    }

    private Node node(String name, Layer layer, List<Integer> inputs, List<Shape> shapes) {
      return new Node(nodes.size(), part, block, prefix, name, layer, inputs, layer.output(shapes));
    }

    /** Adds a convolution without groups and bias. */
    public Node conv(String name, Node from, int channels, int kernel, int stride) {
      return conv(name, from, channels, kernel, stride, 1);
    }

    /** Adds a convolution without bias. */
    public Node conv(String name, Node from, int channels, int kernel, int stride, int groups) {
      return add(
          name,
          new Conv(
              from.shape().channels(),
              channels,
              kernel,
              stride,
              padding.of(from.shape().height(), kernel, stride),
              groups,
              false),
          from);
    }

    /**
     * Adds a spatial convolution of some density without groups and bias.
     *
     * @param fan groups of outputs that read the same group of inputs, see {@link LeanConv}
     */
    public Node conv(
        String name, Node from, int channels, int kernel, int stride, int fan, Lean lean) {
      return lean.isDense()
          ? conv(name, from, channels, kernel, stride)
          : add(
              name,
              new LeanConv(from.shape().channels(), channels, kernel, stride, fan, lean),
              from);
    }

    /** Adds batch normalisation. */
    public Node norm(String name, Node from) {
      return add(name, new BatchNorm(from.shape().channels(), epsilon), from);
    }

    /** Adds a rectifier. */
    public Node relu(String name, Node from) {
      return activation(name, from, Activation.Function.RELU);
    }

    /** Adds an activation function. */
    public Node activation(String name, Node from, Activation.Function function) {
      return add(name, new Activation(function), from);
    }

    /** Adds a linear layer with bias. */
    public Node linear(String name, Node from, int channels) {
      return add(name, new Linear(from.shape().channels(), channels, true), from);
    }

    /** Adds resizing to a square where the side differs. */
    public Node resize(String name, Node from, int side, Resize.Filter filter) {
      return from.shape().height() == side && from.shape().width() == side
          ? from
          : add(name, new Resize(side, side, filter), from);
    }

    /** Returns what was drawn. */
    public Blueprint finish() {
      return new Blueprint(task, nodes);
    }
  }
}
