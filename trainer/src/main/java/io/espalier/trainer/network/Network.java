package io.espalier.trainer.network;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Ticker;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network built from its blueprint, on one device; or several that share the tensors of equal
 * names, ways through one network.
 *
 * <p>Owns two vectors, the learned values and the running statistics, and closes them. All learned
 * values are one leaf of the gradient's graph: each forward pass splits it into tensors, and the
 * backward pass joins their gradients into one vector again.
 */
public final class Network implements AutoCloseable {

  private static final NDIndex EVERYTHING = new NDIndex(":");
  private static final Route.Witness NOBODY = (node, tensors, output) -> {};

  /** Not the number of a way: all tensors, as they were drawn. */
  private static final int AS_DRAWN = -1;

  private final List<RoutePair> ways;
  private final TensorLayout layout;
  private final NDManager manager;
  private final NDArray learned;
  private final NDArray statistics;
  private final Map<String, NDArray> statisticsByName;
  private final Map<String, NDArray> byName;
  private final long[] splits;
  private final MergedKernels merged;
  private final Map<Integer, InferenceTensors> inference = new HashMap<>();

  /** One way through the network, as it was drawn and as it runs at inference. */
  private record RoutePair(Route drawn, Folding folding, Route folded) {

    private static RoutePair of(Blueprint blueprint) {
      Folding folding = Folding.of(blueprint);
      return new RoutePair(Route.of(blueprint), folding, Route.of(folding.blueprint()));
    }

    private Route route(Pass pass) {
      return pass.training() ? drawn : folded;
    }
  }

  /**
   * Builds a network and gives it weights.
   *
   * @param parent manager on whose device the network lives, and with which it ends at the latest
   */
  public Network(Blueprint blueprint, Weights weights, NDManager parent) {
    this(List.of(blueprint), weights, parent);
  }

  /**
   * Builds networks that share weights.
   *
   * @param ways what can be run, by number
   * @param parent manager on whose device the network lives, and with which it ends at the latest
   */
  public Network(List<Blueprint> ways, Weights weights, NDManager parent) {
    this.ways = ways.stream().map(RoutePair::of).toList();
    this.layout = weights.layout();
    this.manager = parent.newSubManager();
    this.learned = manager.create(weights.learned());
    this.statistics = manager.create(weights.statistics());
    this.learned.setRequiresGradient(true);
    this.splits = layout.learned().stream().skip(1).mapToLong(Slot::offset).toArray();
    this.merged = new MergedKernels(manager);
    this.statisticsByName = views(statistics, layout.statistics());
    this.byName = new HashMap<>(statisticsByName);
    byName.putAll(shaped(learned.stopGradient(), manager));
  }

  private static Map<String, NDArray> views(NDArray vector, List<Slot> slots) {
    if (slots.isEmpty()) {
      return Map.of();
    }
    NDList parts = vector.split(slots.stream().skip(1).mapToLong(Slot::offset).toArray());
    Map<String, NDArray> views = new HashMap<>();
    for (int i = 0; i < slots.size(); i++) {
      views.put(slots.get(i).name(), parts.get(i));
    }
    return views;
  }

  /** Returns what the network was built from; of several ways the first. */
  public Blueprint blueprint() {
    return blueprint(0);
  }

  /** Returns what a way was built from. */
  public Blueprint blueprint(int way) {
    return ways.get(way).drawn().blueprint();
  }

  /**
   * Returns the vector of all learned values; it stays the network's. A caller that changes it gets
   * it again after every inference, because inference reads copies.
   */
  public NDArray learned() {
    forgetInference();
    return learned;
  }

  /**
   * Returns the learned values and the running statistics; they stay the network's.
   *
   * @see #learned()
   */
  public List<NDArray> vectors() {
    forgetInference();
    return List.of(learned, statistics);
  }

  /** Returns where each tensor stands. */
  public TensorLayout layout() {
    return layout;
  }

  /**
   * Computes the scores of a batch.
   *
   * @param images N x C x H x W, best laid out N x H x W x C underneath; its manager owns all that
   *     is computed, intermediates included, so give every batch a manager of its own
   * @param pass whether the network learns from the batch
   * @return N x classes, before softmax
   */
  public NDArray forward(NDArray images, Pass pass) {
    return forward(0, images, pass);
  }

  /**
   * Computes the scores of a batch on one of several ways.
   *
   * @param way its number
   * @see #forward(NDArray, Pass)
   */
  public NDArray forward(int way, NDArray images, Pass pass) {
    return forward(way, images, pass, NOBODY);
  }

  /** Computes the scores of a batch while somebody watches. */
  NDArray forward(NDArray images, Pass pass, Route.Witness witness) {
    return forward(0, images, pass, witness);
  }

  private NDArray forward(int way, NDArray images, Pass pass, Route.Witness witness) {
    Route route = ways.get(way).route(pass);
    if (!pass.training()) {
      return route.run(folded(way), images, pass, witness);
    }
    runApart();
    return route.run(tensors(images.getManager()), images, pass, witness);
  }

  /** Returns what runs, of several ways the first: at inference without the norms it folds. */
  Blueprint running(Pass pass) {
    return ways.get(0).route(pass).blueprint();
  }

  /** Returns the nodes whose outputs nothing reads any more once that one has run. */
  List<Integer> readLastBy(Blueprint.Node node) {
    return ways.get(0).drawn().lifetimes().endingBehind(node);
  }

  /** All tensors by name; the batch owns the learned ones and what is computed from them. */
  private Map<String, NDArray> tensors(NDManager batch) {
    Map<String, NDArray> tensors = new HashMap<>(statisticsByName);
    tensors.putAll(shaped(learned, batch));
    return tensors;
  }

  /**
   * All tensors by name, without gradients, as they are read fastest; they are made once for the
   * weights as they are, and stay the network's.
   */
  Map<String, NDArray> unlearning() {
    return inference
        .computeIfAbsent(AS_DRAWN, none -> InferenceTensors.of(byName(), manager))
        .byName();
  }

  /** The same for a way with its batch norms folded. */
  private Map<String, NDArray> folded(int way) {
    return inference
        .computeIfAbsent(
            way, none -> InferenceTensors.of(ways.get(way).folding(), byName(), manager))
        .byName();
  }

  private Map<String, NDArray> byName() {
    Map<String, NDArray> tensors = new HashMap<>(byName);
    tensors.putAll(merged.byName());
    return tensors;
  }

  private void forgetInference() {
    inference.values().forEach(InferenceTensors::close);
    inference.clear();
  }

  /** Splits the vector of the learned values; the tensors share its memory and have an owner. */
  private Map<String, NDArray> shaped(NDArray vector, NDManager owner) {
    List<Slot> slots = layout.learned();
    if (slots.isEmpty()) {
      return Map.of();
    }
    NDList parts = vector.split(splits);
    parts.attach(owner);
    checkState(parts.size() == slots.size(), "Split into %s tensors.", parts.size());
    Map<String, NDArray> tensors = new HashMap<>();
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      NDArray part = parts.get(i);
      tensors.put(slot.name(), slot.dims().size() == 1 ? part : part.reshape(shape(slot)));
    }
    return tensors;
  }

  private static Shape shape(Slot slot) {
    return new Shape(slot.dims().stream().mapToLong(i -> i).toArray());
  }

  /**
   * Lets lean convolutions run as one dense kernel at inference where that is faster here, with the
   * weights as they are now. Training and {@link #load} end it.
   *
   * @param images that will be looked at together
   * @return how many run so
   */
  public int mergeWhereFaster(int images, Ticker ticker) {
    mergeAll();
    try (NDManager scratch = manager.newSubManager()) {
      return merged.keepOnly(new Merging(this, images, scratch, ticker).faster(unlearning()));
    } finally {
      forgetInference();
    }
  }

  /** Lets every lean convolution run as one dense kernel at inference. */
  void mergeAll() {
    forgetInference();
    merged.makeAll(blueprint(), weights());
  }

  /** Lets every lean convolution run part by part again, as the ledger counts it. */
  public void runApart() {
    forgetInference();
    merged.dropAll();
  }

  /** Returns a copy of the weights as they are now. */
  public Weights weights() {
    return new Weights(layout, learned.toFloatArray(), statistics.toFloatArray());
  }

  /** Replaces the weights. */
  public void load(Weights weights) {
    runApart();
    fill(learned, weights.learned());
    fill(statistics, weights.statistics());
  }

  /** Copies values into a vector; {@code NDArray.set(float[])} would cut it off from its views. */
  public static void fill(NDArray vector, float[] values) {
    try (NDArray source = vector.getManager().create(values)) {
      vector.set(EVERYTHING, source);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
