package io.espalier.engine.session;

import io.espalier.engine.journal.Replay;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Trial;

/** Makes trials of candidates. */
interface TrialMaker {

  /** Makes the trial of a candidate, whose parent must have its outcome. */
  Trial trial(int number, Candidate candidate, Replay replay);
}
