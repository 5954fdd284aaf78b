package io.espalier.trainer.learn;

import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import java.util.ArrayList;
import java.util.List;

/** Asks a training to stop after some batches, and notes what happens in it. */
final class StoppingAfter implements TrialMonitor {

  private final List<TrialEvent> events = new ArrayList<>();
  private int left;

  StoppingAfter(int batches) {
    left = batches;
  }

  /** One that never asks. */
  static StoppingAfter never() {
    return new StoppingAfter(Integer.MAX_VALUE);
  }

  @Override
  public boolean stopRequested() {
    return left-- <= 0;
  }

  @Override
  public void happened(TrialEvent event) {
    events.add(event);
  }

  /** Returns what happened of one kind, in order. */
  <E extends TrialEvent> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Returns the first thing that happened. */
  TrialEvent first() {
    return events.get(0);
  }
}
