package io.espalier.cli.bench;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.StreamingStatistics;

/**
 * The mean of equally distributed values.
 *
 * @param mean of the values; not a number where there are none
 * @param interval half the width of the 95 % confidence interval of the mean, by Student's t; not a
 *     number below two values
 */
public record Sample(double mean, double interval) {

  private static final double UPPER_QUANTILE = 0.975;

  static Sample of(double... values) {
    StreamingStatistics statistics = new StreamingStatistics();
    Arrays.stream(values).forEach(statistics::addValue);
    return new Sample(
        statistics.getMean(),
        values.length < 2
            ? Double.NaN
            : new TDistribution(values.length - 1).inverseCumulativeProbability(UPPER_QUANTILE)
                * statistics.getStandardDeviation()
                / Math.sqrt(values.length));
  }
}
