package io.espalier.cli.run;

import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialMonitor;

/** Is told what a run does, and watches its trials. */
public interface RunListener {

  /**
   * Is told that a round begins or goes on.
   *
   * @param candidates number of candidates in it
   * @param first number of its first trial
   */
  void round(int candidates, int first);

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
