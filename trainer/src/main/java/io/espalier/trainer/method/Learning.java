package io.espalier.trainer.method;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Measurement;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.trainer.measure.Notebook;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.objective.Objective;
import io.espalier.trainer.weights.Weights;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a way of learning does in its own manner; all else about a training is the same for every
 * way. A new way to learn is a class of this kind in a room of its own.
 *
 * <p>What it computes depends only on its trial, so a training that goes on from a checkpoint does
 * exactly what it would have done.
 */
public interface Learning {

  /** Returns all ways through the network that training takes, see {@link Network}. */
  List<Blueprint> ways();

  /** Returns how many resolutions the network chooses from, if it does. */
  default OptionalInt resolutions() {
    return OptionalInt.empty();
  }

  /**
   * Tells whether first weights take long, or are measured on the way: then they are kept in a
   * checkpoint before anything is learned.
   */
  default boolean preparesMuch() {
    return false;
  }

  /**
   * Returns the weights that training starts from.
   *
   * @param notebook takes what is found on the way
   * @param manager on whose device networks live meanwhile; nothing stays in it
   */
  Weights firstWeights(Notebook notebook, NDManager manager) throws IOException;

  /**
   * Returns what training minimises.
   *
   * @param manager owns what the objective needs, until the trial ends
   */
  Objective objective(NDManager manager) throws IOException;

  /** Measures the network on what the trial is measured on. */
  Measurement measure(Network network, NDManager manager);

  /**
   * Is called when all is learned and measured.
   *
   * @param notebook takes what else is found
   */
  default void conclude(Network network, Notebook notebook, NDManager manager) {}

  /** Measures how fast the network is, and what it is compared with. */
  default Latencies latencies(Network network, NDManager manager, Ticker ticker)
      throws IOException {
    return Latencies.of(network, manager, ticker);
  }

  /**
   * Writes what is kept of the weights.
   *
   * @param all of the ways
   * @param notebook takes the checksums of files beside the weights file
   * @return SHA-256 of the weights file
   */
  String write(Weights all, Notebook notebook) throws IOException;
}
