package io.espalier.trainer.reconstruct;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDManager;
import com.google.common.primitives.Ints;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.Draw;
import io.espalier.trainer.data.Upload;
import io.espalier.trainer.network.LayerWalk;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Fits the lean convolutions of a network to the responses of the dense ones that they stand for,
 * layer by layer.
 *
 * <p>Each is given, by least squares over all positions of some training images, the weights whose
 * responses to the lean network's own activations come nearest to the dense network's responses to
 * its own, so that it makes up for what the layers before it lost: the asymmetric reconstruction of
 * Zhang, Zou, He, Sun, Accelerating Very Deep Convolutional Networks, arXiv 1505.06798. Constants
 * are left to batch norm, whose statistics are then those of the fitted responses.
 */
public final class Reconstruction {

  /**
   * Used as the trial and the epoch for the order of the images, which do not belong to a trial.
   */
  private static final int NONE = -1;

  /**
   * Images that run together: few, because all their activations are in memory at the same time.
   */
  private static final int BATCH = 32;

  /**
   * Bytes of activations that may be in memory at the same time: all images are at the same layer.
   */
  private static final long MEMORY = 1L << 31;

  /** Keeps the old weights where no image says anything about them. */
  private static final double RIDGE = 1e-6;

  private final Network dense;
  private final Network lean;
  private final LayerWalk denseWalk;
  private final LayerWalk leanWalk;
  private final Weights weights;
  private final List<LayerFit> layers = new ArrayList<>();

  /**
   * How near the responses of one convolution came, as the length of what is missing against the
   * length of the dense network's responses, both without their means.
   *
   * @param name its name
   * @param projected with the weights that it had
   * @param fitted with those that it was given
   */
  public record LayerFit(String name, double projected, double fitted) {}

  private Reconstruction(Network dense, Network lean, LayerWalk denseWalk, LayerWalk leanWalk) {
    this.dense = dense;
    this.lean = lean;
    this.denseWalk = denseWalk;
    this.leanWalk = leanWalk;
    this.weights = lean.weights();
  }

  /**
   * Fits a network, in place.
   *
   * @param dense the trained network
   * @param lean the same with other densities
   * @param images about how many training images are used: at least one, and no more than 2 GiB of
   *     activations allow
   * @param seed decides which
   * @return how near each convolution came, in the order of the layers
   * @throws IllegalArgumentException if the networks differ in more than densities
   */
  public static List<LayerFit> fit(
      Network dense, Network lean, Dataset dataset, int images, long seed, NDManager manager) {
    List<String> names = names(lean);
    checkArgument(
        names(dense).equals(names),
        "A network cannot be fitted to one that differs in more than densities: %s against %s.",
        names,
        names(dense));
    try (LayerWalk denseWalk = new LayerWalk(dense, manager);
        LayerWalk leanWalk = new LayerWalk(lean, manager)) {
      int looked = Math.max(1, Math.min(images, affordable(dense, lean)));
      int batch = Math.min(BATCH, looked);
      Draw draw = new Draw(seed, NONE, NONE);
      try (Batches batches =
          Batches.training(dataset.train(), dataset.normalisation(), batch, Set.of(), draw, 0)) {
        for (int done = 0; done < looked / batch && batches.hasNext(); done++) {
          Batch next = batches.next();
          denseWalk.add(Upload.copy(next, manager));
          leanWalk.add(Upload.copy(next, manager));
        }
      }
      Reconstruction reconstruction = new Reconstruction(dense, lean, denseWalk, leanWalk);
      reconstruction.walk();
      return reconstruction.layers;
    }
  }

  private static int affordable(Network dense, Network lean) {
    long each = LiveActivations.bytes(dense.blueprint()) + LiveActivations.bytes(lean.blueprint());
    return Ints.saturatedCast(MEMORY / each);
  }

  private static List<String> names(Network network) {
    return network.blueprint().nodes().stream().map(Node::name).toList();
  }

  private void walk() {
    List<Node> sources = dense.blueprint().nodes();
    for (Node node : lean.blueprint().nodes()) {
      Node source = sources.get(node.index());
      denseWalk.run(source);
      if (node.layer() instanceof BatchNorm && !layers.isEmpty()) {
        settle(node);
      }
      leanWalk.run(node);
      if (node.layer() instanceof LeanConv layer && !layer.equals(source.layer())) {
        fit(node, layer, source);
      }
      denseWalk.leave(source);
      leanWalk.leave(node);
    }
  }

  private void fit(Node node, LeanConv layer, Node source) {
    ResponseEquations equations = new ResponseEquations(layer);
    for (int batch = 0; batch < leanWalk.batches(); batch++) {
      equations.add(
          leanWalk.input(batch, node),
          leanWalk.output(batch, node),
          denseWalk.output(batch, source));
    }
    Correction correction = equations.solve(RIDGE);
    correction.add(node, weights);
    layers.add(new LayerFit(node.name(), correction.errorBefore(), correction.error()));
    lean.load(weights);
    leanWalk.run(node);
  }

  /** Gives a batch norm the statistics of what it reads. */
  private void settle(Node node) {
    ChannelMoments moments = new ChannelMoments(node.shape().channels());
    for (int batch = 0; batch < leanWalk.batches(); batch++) {
      moments.add(leanWalk.input(batch, node));
    }
    Slot mean = weights.layout().slot(node.name() + ".running_mean").orElseThrow();
    Slot variance = weights.layout().slot(node.name() + ".running_var").orElseThrow();
    for (int c = 0; c < node.shape().channels(); c++) {
      weights.statistics()[mean.offset() + c] = (float) moments.mean(c);
      weights.statistics()[variance.offset() + c] = (float) moments.variance(c);
    }
    lean.load(weights);
  }
}
