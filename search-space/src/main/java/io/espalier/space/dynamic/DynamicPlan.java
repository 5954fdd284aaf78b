package io.espalier.space.dynamic;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Strides;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network that chooses a resolution for every image: one classifier drawn for each resolution,
 * and the predictor that chooses (arXiv 2106.02898, figure 2).
 *
 * <p>The classifiers share convolutions and linear layers, which have one name in all of them. Each
 * has batch norms of its own (section 3.3): those of full resolution keep their names, so that the
 * weights are those of an ordinary network, too; those of the next ones end in {@code .scale1},
 * {@code .scale2} and so on. Names of the predictor's layers begin with {@code predictor.}.
 *
 * @param classifiers the finest first
 * @param predictor has one output for each of them
 */
public record DynamicPlan(List<Blueprint> classifiers, Blueprint predictor) {

  /** Begins the names of the predictor's layers. */
  public static final String PREDICTOR = "predictor";

  private static final String SCALE = ".scale";
  private static final Pattern SCALED =
      Pattern.compile("(?<layer>.*)\\.scale(?<scale>\\d)(?<leaf>\\.[a-z_]+)");

  /**
   * @throws IllegalArgumentException if the predictor has not one output per resolution
   */
  public DynamicPlan {
    classifiers = List.copyOf(classifiers);
    checkArgument(
        predictor.task().classes() == classifiers.size(),
        "The predictor has %s outputs for %s resolutions.",
        predictor.task().classes(),
        classifiers.size());
  }

  /**
   * Draws a dynamic network around an architecture, whose resolution is the finest.
   *
   * @throws IllegalArgumentException if the family cannot take a resolution, if two are the same,
   *     if no predictor is cheap enough, or if the target is under what the cheapest resolution
   *     costs
   */
  public static DynamicPlan of(Architecture architecture, Task task, DynamicResolution settings) {
    List<Blueprint> classifiers =
        IntStream.range(0, settings.scales().size())
            .mapToObj(i -> classifier(architecture, task, i, settings.scales().get(i)))
            .toList();
    checkDistinct(architecture, settings, classifiers);
    Blueprint full = classifiers.get(0);
    PredictorHead head =
        new PredictorHead(
            settings.head().orElse(DynamicResolution.ScoringHead.LINEAR), task, classifiers.size());
    DynamicPlan plan =
        new DynamicPlan(classifiers, Predictors.fitting(full, head, settings.predictor()));
    plan.checkTarget(settings.target());
    return plan;
  }

  private static Blueprint classifier(
      Architecture architecture, Task task, int index, double scale) {
    int side = Math.toIntExact(Math.round(architecture.resolution() * scale));
    checkArgument(
        side > 0,
        "The scale %s of %s pixels leaves nothing.",
        (Object) scale,
        architecture.resolution());
    Blueprint drawn = Families.draw(architecture.withResolution(side), task);
    checkStrides(drawn, scale, side);
    return index == 0
        ? drawn
        : renamed(
            drawn,
            node ->
                node.layer() instanceof BatchNorm
                    ? named(node, node.prefix(), node.leaf() + SCALE + index, node.part())
                    : node);
  }

  /** A stride that has nothing left to step over means that a side is too small. */
  private static void checkStrides(Blueprint blueprint, double scale, int side) {
    Strides.exhausted(blueprint)
        .ifPresent(
            node -> {
              throw new IllegalArgumentException(
                  "The scale %s gives %s pixels, too few for the strides: nothing is left at %s. Leave this scale out, or raise the resolution."
                      .formatted(scale, side, node.name()));
            });
  }

  private static void checkDistinct(
      Architecture architecture, DynamicResolution settings, List<Blueprint> classifiers) {
    List<Integer> sides = classifiers.stream().map(b -> b.inputShape().height()).toList();
    checkArgument(
        sides.stream().distinct().count() == sides.size(),
        "The scales %s of %s pixels give the sides %s, and some are equal. Choose scales that are further apart.",
        settings.scales(),
        architecture.resolution(),
        sides);
  }

  private void checkTarget(double target) {
    long[] macs = macs();
    long cheapest = macs[macs.length - 1];
    checkArgument(
        target * macs[0] > cheapest,
        "The target (%s of %s MACs) is not above what the cheapest resolution costs (%s). Raise dynamicResolution.target above %s, or give a smaller scale.",
        target,
        macs[0],
        cheapest,
        (double) cheapest / macs[0]);
  }

  private static Blueprint renamed(Blueprint blueprint, Function<Node, Node> naming) {
    return new Blueprint(blueprint.task(), blueprint.nodes().stream().map(naming).toList());
  }

  private static Node named(Node node, String prefix, String leaf, String part) {
    return new Node(
        node.index(), part, node.block(), prefix, leaf, node.layer(), node.inputs(), node.shape());
  }

  /** Tells whether a tensor of that name is part of the dynamic network only. */
  public static boolean isExtra(String tensor) {
    return tensor.startsWith(PREDICTOR + ".") || SCALED.matcher(tensor).matches();
  }

  /** Returns the resolution that a tensor of that name belongs to, if it is not the full one. */
  public static OptionalInt scaleOf(String tensor) {
    Matcher scale = SCALED.matcher(tensor);
    return scale.matches()
        ? OptionalInt.of(Integer.parseInt(scale.group("scale")))
        : OptionalInt.empty();
  }

  /** Returns the name that a tensor has in the ordinary network. */
  public static String ordinaryName(String tensor) {
    return SCALED.matcher(tensor).replaceFirst("${layer}${leaf}");
  }

  /** Returns the classifiers, and then the predictor: all ways through the network. */
  public List<Blueprint> ways() {
    return Stream.concat(classifiers.stream(), Stream.of(predictor)).toList();
  }

  /** Returns what learns: {@link #ways}, and then {@link #predictorInTraining}. */
  public List<Blueprint> waysInTraining() {
    return Stream.concat(ways().stream(), Stream.of(predictorInTraining())).toList();
  }

  /** Returns the predictor as it learns: it also tells the classes apart (ours). */
  public Blueprint predictorInTraining() {
    return PredictorHead.inTraining(predictor, classifiers.get(0).task().classes());
  }

  /** Returns height and width of each resolution, in pixels. */
  public List<Integer> sides() {
    return classifiers.stream().map(blueprint -> blueprint.inputShape().height()).toList();
  }

  /** Returns the multiply-accumulates of the classifier at each resolution. */
  public long[] macs() {
    return classifiers.stream().mapToLong(MacLedger::macs).toArray();
  }

  /** Returns the multiply-accumulates of the predictor. */
  public long predictorMacs() {
    return MacLedger.macs(predictor);
  }

  /** Returns the number of learned values: those of all batch norms, and the predictor's. */
  public long parameters() {
    long norms =
        classifiers.get(0).nodes().stream()
            .map(Node::layer)
            .filter(BatchNorm.class::isInstance)
            .mapToLong(layer -> layer.parameters())
            .reduce(0, Math::addExact);
    return classifiers.get(0).parameters()
        + Math.multiplyExact(norms, classifiers.size() - 1L)
        + predictor.parameters();
  }

  /**
   * Returns the multiply-accumulates that an image costs if the network spends its target, the
   * predictor's included.
   */
  public long plannedMacs(DynamicResolution settings) {
    return Math.addExact(Math.round(settings.target() * macs()[0]), predictorMacs());
  }

  /**
   * Returns the multiply-accumulates that an image is expected to cost, the predictor's included:
   * the sum of p_r MACs(r), plus MACs(predictor).
   *
   * @param shares share of the images at each resolution
   */
  public double expectedMacs(double[] shares) {
    long[] macs = macs();
    return IntStream.range(0, macs.length).mapToDouble(r -> shares[r] * macs[r]).sum()
        + predictorMacs();
  }
}
