package io.espalier.engine.session;

import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialMonitor;

/** Is told what a run does, and watches its trials. */
public interface RunListener {

  /** Is told, before a run is made, how much of its disk there is for it. */
  void room(Room room);

  /** Is told how much there is to do: before anything is trained, and again after the search. */
  void plan(RunPlan plan);

  /**
   * Is told that a trial begins or goes on.
   *
   * @param what one line on it, for people
   * @param macs multiply-accumulates of its network
   * @return what watches it
   */
  TrialMonitor trial(Trial trial, String what, long macs);

  /** Is told what came of a trial. */
  void evaluated(Evaluation evaluation);
}
