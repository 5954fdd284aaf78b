package io.espalier.evaluator;

import java.util.Optional;

/** Watches a trial, and may ask it to stop. */
public interface TrialMonitor {

  /** Tells whether the trial shall stop at the next batch. */
  boolean stopRequested();

  /**
   * Is told where the training begins: at 0 and 0, or where its last checkpoint stands.
   *
   * @param epoch running epoch, counted from 0
   * @param batch batches of it that are done
   */
  default void began(int epoch, int batch) {}

  /**
   * Is told that whatever ran the trial died; it is tried again, or has failed.
   *
   * @param reason one line, for people
   * @param lastWords what it said before, if anything
   */
  default void attemptLost(String reason, Optional<String> lastWords) {}

  /**
   * Is told every now and then, at most after every batch, how far the training is.
   *
   * @param epoch running epoch, counted from 0
   * @param batch batches of it that are done
   * @param batches batches of an epoch
   * @param imagesPerSecond training images a second since the trial began or was resumed
   */
  void trained(int epoch, int batch, int batches, double imagesPerSecond);

  /**
   * Is told after every epoch.
   *
   * @param epoch the epoch, counted from 0
   * @param loss mean training loss over it, in nats
   */
  void epochEnded(int epoch, double loss);

  /**
   * Is told after every epoch of a network that learns to choose resolutions which ones it would
   * have chosen in that epoch.
   *
   * @param epoch the epoch, counted from 0
   */
  default void chose(int epoch, Choices choices) {}

  /** Tells whether the network shall be measured after every epoch. */
  default boolean wantsMeasurements() {
    return false;
  }

  /**
   * Is told after every epoch how well the network does by then, if it wants to know.
   *
   * @param epoch the epoch, counted from 0
   */
  default void measured(int epoch, Measurement measurement) {}
}
