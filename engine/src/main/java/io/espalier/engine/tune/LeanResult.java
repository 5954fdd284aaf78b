package io.espalier.engine.tune;

import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import io.espalier.trainer.lean.Sparsified;
import io.espalier.trainer.reconstruct.Reconstruction;
import java.util.List;
import java.util.Optional;

/**
 * What became of a network that was made lean. No times are in it, so that equal orders give equal
 * bytes.
 *
 * @param dense the network before
 * @param lean the network after
 * @param denseCost what it cost
 * @param leanCost what it costs
 * @param measuredOn images of all measurements
 * @param layers what each projection lost
 * @param before the dense network
 * @param projected right after the projection
 * @param fitted after the fit to the dense network's responses, if there was one
 * @param calibrated after batch norm was calibrated
 * @param epochs after each epoch of fine-tuning
 */
public record LeanResult(
    Architecture dense,
    Architecture lean,
    Cost denseCost,
    Cost leanCost,
    HeldOut measuredOn,
    List<Sparsified.Layer> layers,
    Measurement before,
    Measurement projected,
    Optional<Fitted> fitted,
    Measurement calibrated,
    List<Measurement> epochs) {

  /**
   * What the fit to the dense network's responses did.
   *
   * @param layers how near each convolution came
   * @param measurement of the network after the last of them
   */
  public record Fitted(List<Reconstruction.Layer> layers, Measurement measurement) {
    /** Copies the list. */
    public Fitted {
      layers = List.copyOf(layers);
    }
  }

  /**
   * What a network costs.
   *
   * @param macs multiply-accumulates of one image
   * @param parameters learned values
   */
  public record Cost(long macs, long parameters) {
    private static Cost of(Architecture architecture, Task task) {
      Blueprint blueprint = Families.draw(architecture, task);
      return new Cost(MacLedger.macs(blueprint), blueprint.parameters());
    }
  }

  /** Copies the lists. */
  public LeanResult {
    layers = List.copyOf(layers);
    epochs = List.copyOf(epochs);
  }

  static LeanResult of(
      LeanOrder order, Task task, HeldOut measuredOn, LeanStart start, List<Measurement> epochs) {
    return new LeanResult(
        order.dense(),
        order.lean(),
        Cost.of(order.dense(), task),
        Cost.of(order.lean(), task),
        measuredOn,
        start.layers(),
        start.dense(),
        start.projected(),
        start.fitted(),
        start.calibrated(),
        epochs);
  }
}
