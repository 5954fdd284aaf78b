package io.espalier.space.spec;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How weights follow their gradients. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Optimizer.Sgd.class, name = "sgd"),
  @JsonSubTypes.Type(value = Optimizer.AdamW.class, name = "adamw")
})
public sealed interface Optimizer {

  /** Returns the learning rate before any schedule. */
  double rate();

  /** Returns the weight decay, which batch norm and bias are spared. */
  double decay();

  /**
   * Stochastic gradient descent with momentum.
   *
   * @param rate learning rate
   * @param momentum share of the last step that goes on
   * @param nesterov whether the gradient is corrected by the momentum to come
   * @param decay L2 penalty's factor
   */
  record Sgd(double rate, double momentum, boolean nesterov, double decay) implements Optimizer {
    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public Sgd {
      checkRates(rate, decay);
      checkArgument(
          momentum >= 0 && momentum < 1, "The momentum (%s) must be in [0, 1).", momentum);
      checkArgument(!nesterov || momentum > 0, "Nesterov's correction needs momentum above 0.");
    }
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2).
   *
   * @param rate learning rate
   * @param beta1 decay of the gradients' mean
   * @param beta2 decay of their squares' mean
   * @param epsilon added to the root of the squares' mean
   * @param decay share of a weight, times the rate, that is taken off each step
   */
  record AdamW(double rate, double beta1, double beta2, double epsilon, double decay)
      implements Optimizer {
    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public AdamW {
      checkRates(rate, decay);
      checkArgument(beta1 >= 0 && beta1 < 1, "beta1 (%s) must be in [0, 1).", beta1);
      checkArgument(beta2 >= 0 && beta2 < 1, "beta2 (%s) must be in [0, 1).", beta2);
      checkArgument(epsilon > 0, "epsilon (%s) must be above 0.", epsilon);
    }
  }

  private static void checkRates(double rate, double decay) {
    checkArgument(rate > 0, "The learning rate (%s) must be above 0.", rate);
    checkArgument(decay >= 0, "The weight decay (%s) must not be negative.", decay);
  }
}
