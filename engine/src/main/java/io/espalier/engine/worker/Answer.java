package io.espalier.engine.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.TrialEvent;

/** What a worker says: a line of JSON each, on its standard output. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Answer.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = Answer.Alive.class, name = "alive"),
  @JsonSubTypes.Type(value = Answer.Happened.class, name = "happened"),
  @JsonSubTypes.Type(value = Answer.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = Answer.Stopped.class, name = "stopped"),
  @JsonSubTypes.Type(value = Answer.Broken.class, name = "broken")
})
public sealed interface Answer {

  /** Images are read and PyTorch is started: give me a trial. */
  record Ready() implements Answer {}

  /**
   * A heartbeat, every second while there is something to do.
   *
   * @param cpuMillis processor time that the worker took since it started
   */
  record Alive(long cpuMillis) implements Answer {}

  /**
   * Something happened in the trial; how far it is is not said after every batch where batches are
   * short.
   *
   * @param event one of {@link TrialEvent}
   */
  record Happened(Event event) implements Answer {}

  /** The trial is over; its weights lie in the run's folder. */
  record Ended(Outcome outcome) implements Answer {}

  /** The training stopped, because it was asked to; its checkpoint lies in the run's folder. */
  record Stopped() implements Answer {}

  /**
   * Something around the training is wrong, such as a full disk: neither the trial's fault nor an
   * outcome.
   *
   * @param reason one message, for people
   */
  record Broken(String reason) implements Answer {}
}
