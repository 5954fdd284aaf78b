package io.espalier.trainer.inherit;

/**
 * Mean and variance of the values of a channel after a rectifier.
 *
 * @param mean over images, rows and columns
 * @param variance likewise
 * @param ceiling where the rectifier saturates; the values lie between 0 and that
 */
record RectifiedMoments(double mean, double variance, double ceiling) {

  /** Standard deviations to each side over which densities are summed. */
  private static final double REACH = 6;

  private static final int POINTS = 1200;

  /**
   * Returns the moments behind batch norm and rectifier, taking what comes out of batch norm as
   * normally distributed.
   *
   * @param shift of the batch norm, its mean
   * @param scale of the batch norm, its standard deviation
   * @param ceiling where the rectifier saturates
   */
  static RectifiedMoments rectified(double shift, double scale, double ceiling) {
    double weights = 0;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < POINTS; i++) {
      double z = ((i + 0.5) / POINTS * 2 - 1) * REACH;
      double weight = Math.exp(-z * z / 2);
      double value = Math.min(ceiling, Math.max(0, shift + scale * z));
      weights += weight;
      sum += weight * value;
      squares += weight * value * value;
    }
    double mean = sum / weights;
    return new RectifiedMoments(mean, Math.max(0, squares / weights - mean * mean), ceiling);
  }
}
