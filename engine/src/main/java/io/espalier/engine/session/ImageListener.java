package io.espalier.engine.session;

import io.espalier.trainer.data.LoadProgress;

/** Is told how far the reading of images is, and what came of it. */
public interface ImageListener extends LoadProgress {

  /** Is told how many images could not be read and are left out, where the spec allows it. */
  void leftOut(int images);
}
