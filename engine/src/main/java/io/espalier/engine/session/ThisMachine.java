package io.espalier.engine.session;

import com.google.common.base.Ticker;
import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.worker.WorkerLaunch;
import io.espalier.engine.worker.WorkerTrialRunner;
import io.espalier.evaluator.TrialRunner;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.learn.LocalTrialRunner;
import io.espalier.trainer.network.Torch;
import java.util.Optional;

/** Trains on this machine: in worker processes, or in this process where none are wanted. */
public final class ThisMachine implements RunnerFactory {

  /** What worker processes run. */
  private static final String WORKER = WorkerProgram.class.getName();

  private final Ticker ticker;

  /**
   * Makes the factory.
   *
   * @param ticker times trials
   */
  public ThisMachine(Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public Crew crew(Crew.Asked asked, Demand demand) {
    Torch torch = Torch.start(asked.threads().orElse(1), asked.device());
    return Crew.of(Machine.here(torch), asked, demand.sideBySide(), demand.memory());
  }

  @Override
  public TrialRunner runner(RunFolder folder, Crew crew, Optional<Dataset> here) {
    return here.<TrialRunner>map(
            dataset -> new LocalTrialRunner(dataset, folder.weights(), crew.torch(), ticker))
        .orElseGet(
            () ->
                new WorkerTrialRunner(
                    new WorkerLaunch(folder.path(), WORKER, crew.threads(), crew.memory()),
                    crew.devices()));
  }
}
