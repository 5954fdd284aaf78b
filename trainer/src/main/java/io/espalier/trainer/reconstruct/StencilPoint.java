package io.espalier.trainer.reconstruct;

import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.blueprint.LeanConv.Part;
import io.espalier.space.blueprint.LeanConv.Taps;
import java.util.ArrayList;
import java.util.List;

/**
 * A point of a lean convolution's stencil that is not its centre.
 *
 * @param part the convolution of the spatial part that it belongs to
 * @param tap its place in the kernel of that part, between two channels
 * @param row its row in the square, counted from the top
 * @param column likewise, from its left
 */
record StencilPoint(Part part, int tap, int row, int column) {

  /** Returns the points whose weights the response is linear in. */
  static List<StencilPoint> offCentre(LeanConv layer) {
    List<StencilPoint> points = new ArrayList<>();
    if (layer.inSequence()) {
      return points;
    }
    int centre = layer.kernel() / 2;
    for (Part part : layer.spatial()) {
      int columns = part.columns().taps();
      for (int tap = 0; tap < part.rows().taps() * columns; tap++) {
        int row = place(part.rows(), tap / columns, centre);
        int column = place(part.columns(), tap % columns, centre);
        if (row != centre || column != centre) {
          points.add(new StencilPoint(part, tap, row, column));
        }
      }
    }
    return points;
  }

  private static int place(Taps taps, int tap, int centre) {
    return centre - taps.padding() + tap * taps.dilation();
  }

  /** Returns the index of this point's weight in the kernel of its part. */
  int index(int output, int group, int channel) {
    int taps = part.rows().taps() * part.columns().taps();
    return (output * group + channel) * taps + tap;
  }
}
