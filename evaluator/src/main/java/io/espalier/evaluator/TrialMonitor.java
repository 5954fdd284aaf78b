package io.espalier.evaluator;

/** Watches a trial, and may ask it to stop. */
public interface TrialMonitor {

  /** Tells whether the trial is to stop at the next batch. */
  boolean stopRequested();

  /** Is told what happens in the trial, in the thread that runs it. */
  void happened(TrialEvent event);
}
