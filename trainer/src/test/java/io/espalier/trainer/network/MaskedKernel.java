package io.espalier.trainer.network;

import io.espalier.space.Lean.Stencil;
import io.espalier.space.blueprint.LeanConv;
import java.util.HashMap;
import java.util.Map;

/**
 * The dense kernel of a lean convolution, written out by its definition: all centres, and off the
 * centre the points of the stencil between channels of a group.
 *
 * <p>It also says what the gradient of the dense kernel means for the lean one's parts.
 */
final class MaskedKernel {
  private final LeanConv lean;
  private final Map<String, float[]> parts;

  MaskedKernel(LeanConv lean, Map<String, float[]> parts) {
    this.lean = lean;
    this.parts = parts;
  }

  private boolean together(int output, int input) {
    int group = lean.lean().groupSize();
    return output / lean.fan() / group == input / group;
  }

  /** The weight at row v and column u between two channels. */
  private double weight(int o, int i, int v, int u) {
    int group = lean.lean().groupSize();
    double weight = v == 1 && u == 1 ? parts.get("point")[o * lean.in() + i] : 0;
    if (!together(o, i)) {
      return weight;
    }
    int pair = o * group + i % group;
    Stencil stencil = lean.lean().stencil();
    return switch (stencil) {
      case SQUARE -> weight + parts.get("spatial")[pair * 9 + v * 3 + u];
      case CROSS -> {
        weight += u == 1 ? parts.get("vertical")[pair * 3 + v] : 0;
        yield weight + (v == 1 && u != 1 ? parts.get("horizontal")[pair * 2 + u / 2] : 0);
      }
      case ARMS -> {
        weight += u == 1 && v != 1 ? parts.get("vertical")[pair * 2 + v / 2] : 0;
        yield weight + (v == 1 && u != 1 ? parts.get("horizontal")[pair * 2 + u / 2] : 0);
      }
      case SEPARABLE -> {
        for (int m = 0; m < group; m++) {
          int between = o / group * group + m;
          weight +=
              parts.get("vertical")[(o * group + m) * 3 + v]
                  * parts.get("horizontal")[(between * group + i % group) * 3 + u];
        }
        yield weight;
      }
    };
  }

  /** The whole kernel, out x in x 3 x 3. */
  float[] values() {
    float[] values = new float[lean.out() * lean.in() * 9];
    int next = 0;
    for (int o = 0; o < lean.out(); o++) {
      for (int i = 0; i < lean.in(); i++) {
        for (int tap = 0; tap < 9; tap++) {
          values[next++] = (float) weight(o, i, tap / 3, tap % 3);
        }
      }
    }
    return values;
  }

  /**
   * What the gradient of the dense kernel makes of a part's: the sum over the dense weights of
   * gradient times slope. Every weight is linear in every single part, so its slope is what the
   * weight is when that value of the part is 1 and all else of the part and the other summands 0.
   */
  float[] gradient(String part, float[] dense) {
    float[] result = new float[parts.get(part).length];
    for (int k = 0; k < result.length; k++) {
      result[k] = (float) slope(part, k, dense);
    }
    return result;
  }

  private double slope(String part, int index, float[] dense) {
    Map<String, float[]> values = new HashMap<>(parts);
    values.replaceAll(
        (name, all) -> name.equals(part) || isSummand(name, part) ? new float[all.length] : all);
    values.get(part)[index] = 1;
    float[] slopes = new MaskedKernel(lean, values).values();
    double sum = 0;
    for (int i = 0; i < slopes.length; i++) {
      sum += (double) slopes[i] * dense[i];
    }
    return sum;
  }

  /** All parts are added but the two of a separable stencil. */
  private boolean isSummand(String name, String part) {
    return !lean.inSequence() || name.equals("point") || part.equals("point");
  }
}
