package io.espalier.space.spec;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How the learning rate changes over a training. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Schedule.Constant.class, name = "constant"),
  @JsonSubTypes.Type(value = Schedule.Cosine.class, name = "cosine"),
  @JsonSubTypes.Type(value = Schedule.Step.class, name = "step")
})
public sealed interface Schedule {

  /**
   * Returns the factor of the learning rate at a point of the training.
   *
   * @param epoch epochs done so far, with the share of the running one
   * @param epochs epochs in all
   */
  double factor(double epoch, double epochs);

  /** Returns this schedule for a training that is longer by a factor. */
  default Schedule stretched(double times) {
    return this;
  }

  /** The same rate throughout. */
  record Constant() implements Schedule {
    @Override
    public double factor(double epoch, double epochs) {
      return 1;
    }
  }

  /** Half a cosine from 1 to 0 (Loshchilov and Hutter, arXiv 1608.03983, equation 5). */
  record Cosine() implements Schedule {
    @Override
    public double factor(double epoch, double epochs) {
      return (1 + Math.cos(Math.PI * Math.min(1, epoch / epochs))) / 2;
    }
  }

  /**
   * A drop after every n epochs.
   *
   * @param every epochs between drops
   * @param factor what each drop multiplies the rate by
   */
  record Step(double every, double factor) implements Schedule {
    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public Step {
      checkArgument(every > 0, "The epochs between drops (%s) must be above 0.", every);
      checkArgument(factor > 0 && factor <= 1, "The drop (%s) must be in (0, 1].", factor);
    }

    @Override
    public double factor(double epoch, double epochs) {
      return Math.pow(factor, Math.floor(epoch / every));
    }

    @Override
    public Schedule stretched(double times) {
      return new Step(every * times, factor);
    }
  }
}
