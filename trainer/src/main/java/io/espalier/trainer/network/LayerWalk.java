package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.Sets;
import io.espalier.space.blueprint.Blueprint.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Runs a network layer by layer on several batches at once, so that weights can be changed on the
 * way: every layer runs with those that the network has then.
 *
 * <p>The caller runs every node in the order of the blueprint, and leaves each before the next. The
 * walk owns the batches and the activations that later layers read, and closes them.
 */
public final class LayerWalk implements AutoCloseable {

  private final Network network;
  private final NDManager manager;
  private final List<Visit> visits = new ArrayList<>();

  /** One batch on its way: the outputs that were computed, by node. */
  private record Visit(NDArray images, List<NDArray> outputs) {

    private NDArray[] read(Node node) {
      return node.inputs().stream().map(outputs::get).toArray(NDArray[]::new);
    }

    /** Tells whether an array is the input of the node itself: then nothing was computed. */
    private boolean passedOn(Node node, NDArray output) {
      return output == images || Arrays.stream(read(node)).anyMatch(input -> input == output);
    }
  }

  /**
   * Starts a walk.
   *
   * @param network what runs; of several ways the first
   * @param parent manager with which the walk ends at the latest
   */
  public LayerWalk(Network network, NDManager parent) {
    this.network = network;
    this.manager = parent.newSubManager();
  }

  /**
   * Adds a batch, before the first node has run.
   *
   * @param images N x C x H x W; the walk's from now on
   */
  public void add(NDArray images) {
    images.attach(manager);
    visits.add(new Visit(images, new ArrayList<>()));
  }

  /** Returns the number of batches. */
  public int batches() {
    return visits.size();
  }

  /** Returns what a node with one input reads of a batch. */
  public NDArray input(int batch, Node node) {
    return visits.get(batch).outputs().get(node.inputs().get(0));
  }

  /** Returns what a node that has run made of a batch. */
  public NDArray output(int batch, Node node) {
    return visits.get(batch).outputs().get(node.index());
  }

  /** Runs a node on all batches; once more, if it has run already. */
  public void run(Node node) {
    for (Visit visit : visits) {
      if (visit.outputs().size() > node.index()) {
        close(node, visit);
        visit.outputs().remove(node.index());
      }
      visit.outputs().add(computed(node, visit));
    }
  }

  private NDArray computed(Node node, Visit visit) {
    NDArray[] inputs = visit.read(node);
    try (NDManager scratch = manager.newSubManager()) {
      // What is computed on the way to the output belongs to the manager of what it is made of.
      Set<NDArray> read = Sets.newIdentityHashSet();
      Collections.addAll(read, inputs);
      read.add(visit.images());
      read.forEach(array -> array.tempAttach(scratch));
      NDArray output =
          new LayerExecution(network.unlearning(), Pass.INFERENCE)
              .run(node, visit.images(), inputs);
      if (!visit.passedOn(node, output)) {
        output.attach(manager);
      }
      return output;
    }
  }

  private static void close(Node node, Visit visit) {
    NDArray output = visit.outputs().get(node.index());
    if (!visit.passedOn(node, output)) {
      output.close();
    }
  }

  /** Returns how many arrays the walk owns at the moment. */
  int held() {
    return manager.getManagedArrays().size();
  }

  /** Closes what nothing reads any more now that the node has run. */
  public void leave(Node node) {
    for (Visit visit : visits) {
      network.readLastBy(node).forEach(unread -> visit.outputs().get(unread).close());
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
