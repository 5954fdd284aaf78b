package io.espalier.space.family;

import io.espalier.space.Stage;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Resize.Filter;

/**
 * Walks through the stages' sides: what the strides alone would give, and what each stage's
 * resolution scale makes of it.
 *
 * <p>A stage's scale is taken against the strides only, not against the stage before it, so that
 * the resolution of every stage is an axis of its own.
 */
final class StageEntry {
  private int strided;
  private int stages;

  /** Starts behind the stem, at the side that its strides give. */
  StageEntry(Node stem) {
    this.strided = stem.shape().height();
  }

  /**
   * Moves on to a stage whose first block has that stride, and puts a resize before it where the
   * stride alone would miss the stage's resolution.
   */
  Node enter(Draft net, Node from, Stage stage, int stride) {
    strided = divideUp(strided, stride);
    stages++;
    int side = Math.max(1, Math.toIntExact(Math.round(strided * stage.scale())));
    return divideUp(from.shape().height(), stride) == side
        ? from
        : net.resize("resize" + stages, from, side * stride, Filter.BILINEAR);
  }

  /** The side behind an odd kernel with half of it as padding. */
  private static int divideUp(int side, int stride) {
    return (side + stride - 1) / stride;
  }
}
