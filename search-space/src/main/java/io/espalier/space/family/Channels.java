package io.espalier.space.family;

import com.google.common.math.IntMath;
import java.math.RoundingMode;

/** How the families round numbers of channels. */
final class Channels {

  private Channels() {}

  /**
   * Rounds to the nearest multiple of a divisor, at least one of it, and up where rounding would
   * take away more than a tenth (TensorFlow models, {@code _make_divisible} of MobileNet; the same
   * rule is used by torchvision and timm).
   */
  static int divisible(double channels, int divisor) {
    int rounded = Math.max(divisor, (int) (channels + divisor / 2.0) / divisor * divisor);
    return rounded < 0.9 * channels ? rounded + divisor : rounded;
  }

  /** Rounds up to a multiple of a divisor. */
  static int upTo(int channels, int divisor) {
    return Math.multiplyExact(IntMath.divide(channels, divisor, RoundingMode.CEILING), divisor);
  }
}
