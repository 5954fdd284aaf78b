package io.espalier.engine.session;

import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.TrialRunner;
import io.espalier.trainer.data.Dataset;
import java.util.Optional;

/** Makes what trains the trials of a run: this process, worker processes, or a cluster. */
public interface RunnerFactory {

  /**
   * Shares out what there is for a run, before anything is read or written.
   *
   * @param asked what was asked for
   * @param demand what the run may use
   * @throws IllegalArgumentException if there is no such device, or a number makes no sense
   */
  Crew crew(Crew.Asked asked, Demand demand);

  /**
   * Makes the runner of a run; whoever asks closes it.
   *
   * @param folder files of the run
   * @param crew what {@link #crew} returned
   * @param here the images, where the crew trains in this process; stays the caller's
   */
  TrialRunner runner(RunFolder folder, Crew crew, Optional<Dataset> here);
}
