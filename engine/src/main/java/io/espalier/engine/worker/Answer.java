package io.espalier.engine.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.espalier.evaluator.Choices;
import io.espalier.evaluator.Outcome;

/** What a worker says: a line of JSON each, on its standard output. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Answer.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = Answer.Alive.class, name = "alive"),
  @JsonSubTypes.Type(value = Answer.Began.class, name = "began"),
  @JsonSubTypes.Type(value = Answer.Trained.class, name = "trained"),
  @JsonSubTypes.Type(value = Answer.EpochEnded.class, name = "epochEnded"),
  @JsonSubTypes.Type(value = Answer.Chose.class, name = "chose"),
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
   * The training begins, or goes on from its checkpoint.
   *
   * @param epoch running epoch, counted from 0
   * @param batch batches of it that are done
   */
  record Began(int epoch, int batch) implements Answer {}

  /**
   * How far the training is; not after every batch where batches are short.
   *
   * @param epoch running epoch, counted from 0
   * @param batch batches of it that are done
   * @param batches batches of an epoch
   * @param imagesPerSecond training images a second
   */
  record Trained(int epoch, int batch, int batches, double imagesPerSecond) implements Answer {}

  /**
   * An epoch is over.
   *
   * @param epoch the epoch, counted from 0
   * @param loss mean training loss over it, in nats
   */
  record EpochEnded(int epoch, double loss) implements Answer {}

  /**
   * Which resolutions the network would have chosen in an epoch, where it learns to choose.
   *
   * @param epoch the epoch, counted from 0
   */
  record Chose(int epoch, Choices choices) implements Answer {}

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
