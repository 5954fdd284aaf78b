package io.espalier.trainer.inherit;

import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.weights.Slot;

/**
 * Which inputs each output of a convolution or linear layer reads, and the places of those weights.
 *
 * @param start index of the first weight
 * @param read inputs that an output reads: all, or those of its group
 * @param share outputs of a group
 * @param taps weights between an output and an input
 */
record Coupling(int start, int read, int share, int taps) {

  static Coupling of(Slot slot) {
    int outputs = slot.dims().get(0);
    int read = slot.dims().get(1);
    int share = slot.spatialPart().map(LeanConv.Part::share).orElse(outputs / groups(slot));
    return new Coupling(
        slot.offset(), read, share, slot.size() / Math.multiplyExact(outputs, read));
  }

  private static int groups(Slot slot) {
    return slot.node().layer() instanceof Conv conv ? conv.groups() : 1;
  }

  /** Returns the first of the inputs that an output reads. */
  int first(int output) {
    return output / share * read;
  }

  /** Returns the index of the first weight between an output and one of the inputs it reads. */
  int offset(int output, int input) {
    return start + (output * read + input) * taps;
  }
}
