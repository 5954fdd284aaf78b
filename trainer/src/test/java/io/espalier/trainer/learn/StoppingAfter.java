package io.espalier.trainer.learn;

import io.espalier.evaluator.TrialMonitor;

/** Asks a training to stop after some batches. */
class StoppingAfter implements TrialMonitor {

  private int left;

  StoppingAfter(int batches) {
    left = batches;
  }

  @Override
  public boolean stopRequested() {
    return left-- <= 0;
  }

  @Override
  public void trained(int epoch, int batch, int all, double imagesPerSecond) {}

  @Override
  public void epochEnded(int epoch, double loss) {}
}
