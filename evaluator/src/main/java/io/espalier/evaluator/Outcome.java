package io.espalier.evaluator;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** How a trial ended. A trial that does not succeed is an outcome too, and is not tried again. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Trained.class, name = "trained"),
  @JsonSubTypes.Type(value = Outcome.LookedUp.class, name = "lookedUp"),
  @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Outcome.Refused.class, name = "refused")
})
public sealed interface Outcome {

  /**
   * The network was trained and measured.
   *
   * @param measurement what it does on held-out images
   * @param weights SHA-256 of the weights file, in hexadecimal digits
   * @param timing how long it took
   * @param notes what was found on the way, where that has steps
   */
  record Trained(Measurement measurement, String weights, Timing timing, Optional<Notes> notes)
      implements Outcome {

    /** A training without steps. */
    public Trained(Measurement measurement, String weights, Timing timing) {
      this(measurement, weights, timing, Optional.empty());
    }
  }

  /**
   * Nothing was trained: the accuracy of the network stands in a table, or was predicted by one.
   *
   * @param topOne share of images whose class had the highest score
   */
  record LookedUp(double topOne) implements Outcome {

    /**
     * @throws IllegalArgumentException if the share is not a finite number
     */
    public LookedUp {
      checkArgument(Double.isFinite(topOne), "An accuracy of %s cannot be right.", topOne);
    }
  }

  /**
   * Training broke off: it diverged, ran out of memory, threw, or its process died.
   *
   * @param reason one line, for people; the same in every run
   * @param lastWords what its process said before it died, which may differ from run to run
   */
  record Failed(String reason, Optional<String> lastWords) implements Outcome {

    /** A training that broke off by itself. */
    public Failed(String reason) {
      this(reason, Optional.empty());
    }
  }

  /**
   * The candidate was never trained, because it does not fit the budget.
   *
   * @param reason one line, for people
   */
  record Refused(String reason) implements Outcome {}
}
