package io.espalier.trainer.measure;

import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import java.util.List;

/**
 * Collects what is found on the way to a trial's outcome, and tells whoever watches what was
 * measured.
 */
public final class Notebook {

  private final int trial;
  private final TrialMonitor monitor;
  private Notes notes = Notes.NONE;

  /**
   * Begins one without notes.
   *
   * @param trial number of the trial
   * @param monitor who watches
   */
  public Notebook(int trial, TrialMonitor monitor) {
    this.trial = trial;
    this.monitor = monitor;
  }

  /**
   * Takes down what was measured.
   *
   * @param step what was done before
   */
  public void measured(String step, Measurement measurement) {
    notes = notes.with(step, measurement);
    monitor.happened(new TrialEvent.Measured(trial, step, measurement));
  }

  /** Takes down what was lost by making convolutions lean. */
  public void lost(List<Notes.LeanLayer> layers) {
    notes = notes.withLayers(layers);
  }

  /** Takes down the checksum of a file beside the weights. */
  public void wrote(String name, String sha256) {
    notes = notes.withFile(name, sha256);
  }

  /** Returns what was taken down. */
  public Notes notes() {
    return notes;
  }

  /** Goes back to notes that were kept; nobody is told of them again. */
  public void restore(Notes kept) {
    notes = kept;
  }
}
