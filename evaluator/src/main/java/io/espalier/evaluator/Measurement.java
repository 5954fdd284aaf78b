package io.espalier.evaluator;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.espalier.space.Task;
import java.util.Map;
import java.util.Optional;

/**
 * What a trained network does on held-out images, in the figures of its task. Every kind of task
 * has its own record, which says what is counted; all else asks for the figures by their measures.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes(@JsonSubTypes.Type(Classification.class))
public sealed interface Measurement permits Classification {

  /** Returns how many images were looked at. */
  int images();

  /** Returns the mean loss, in nats; of two equal scores the one with the lower loss is better. */
  double loss();

  /** Returns the resolutions of the images, where the network chooses them. */
  Optional<Choices> choices();

  /** Returns the figures in the order in which people read them, the score first. */
  @JsonIgnore
  Map<Measure, Double> figures();

  /** Returns what a searcher maximises, a value of {@link #scoreOf}. */
  @JsonIgnore
  double score();

  /** Returns the standard error of the score, which so few images leave. */
  @JsonIgnore
  double standardError();

  /** Returns this measurement of a network that chose these resolutions. */
  Measurement withChoices(Choices made);

  /** Returns the measure that a task's networks are scored and compared by. */
  static Measure scoreOf(Task task) {
    // All tasks classify so far; a kind of task that measures something else is told apart here.
    return Classification.TOP_ONE;
  }
}
