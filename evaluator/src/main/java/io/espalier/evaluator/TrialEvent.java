package io.espalier.evaluator;

import java.util.Optional;

/** What happens while a trial is trained; whoever runs the trial tells it. */
public sealed interface TrialEvent extends Event {

  /** Returns the number of the trial. */
  int trial();

  /** Hands this event to its case. */
  void matchTrial(Cases cases);

  @Override
  default void match(Event.Cases cases) {
    cases.ofTrial(this);
  }

  /** What is done with every kind of event of a trial. */
  interface Cases {
    void begun(Begun event);

    void progressed(Progressed event);

    void epochEnded(EpochEnded event);

    void measured(Measured event);

    void attemptLost(AttemptLost event);
  }

  /**
   * A trial begins, or goes on from its last checkpoint.
   *
   * @param trial number of the trial
   * @param epoch running epoch, counted from 0
   * @param batch batches of it that are done
   */
  record Begun(int trial, int epoch, int batch) implements TrialEvent {
    @Override
    public void matchTrial(Cases cases) {
      cases.begun(this);
    }
  }

  /**
   * A trial is so far; told every now and then, at most after every batch, and not journaled.
   *
   * @param trial number of the trial
   * @param epoch running epoch, counted from 0
   * @param batch batches of it that are done
   * @param batches batches of an epoch
   * @param imagesPerSecond training images a second since the trial began or was resumed
   */
  record Progressed(int trial, int epoch, int batch, int batches, double imagesPerSecond)
      implements TrialEvent {
    @Override
    public void matchTrial(Cases cases) {
      cases.progressed(this);
    }
  }

  /**
   * An epoch of a trial ended.
   *
   * @param trial number of the trial
   * @param epoch the epoch, counted from 0
   * @param loss mean training loss over it, in nats
   * @param choices resolutions that the network would have chosen in it, where it learns to choose
   */
  record EpochEnded(int trial, int epoch, double loss, Optional<Choices> choices)
      implements TrialEvent {
    @Override
    public void matchTrial(Cases cases) {
      cases.epochEnded(this);
    }
  }

  /**
   * The network of a trial was measured on the way to its outcome.
   *
   * @param trial number of the trial
   * @param step what was done before, such as {@code projected} or {@code epoch 3}
   * @param measurement how well it does by then
   */
  record Measured(int trial, String step, Measurement measurement) implements TrialEvent {
    @Override
    public void matchTrial(Cases cases) {
      cases.measured(this);
    }
  }

  /**
   * What ran a trial died; the trial is tried again, or its outcome says that it failed.
   *
   * @param trial number of the trial
   * @param reason one line, for people
   * @param lastWords what the worker said before, if anything
   */
  record AttemptLost(int trial, String reason, Optional<String> lastWords) implements TrialEvent {
    @Override
    public void matchTrial(Cases cases) {
      cases.attemptLost(this);
    }
  }
}
