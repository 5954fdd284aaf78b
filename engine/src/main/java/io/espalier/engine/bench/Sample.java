package io.espalier.engine.bench;

import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.StreamingStatistics;

/**
 * The mean of equally distributed values.
 *
 * @param mean of the values; empty where there are none
 * @param interval half the width of the 95 % confidence interval of the mean, by Student's t; empty
 *     below two values
 */
public record Sample(OptionalDouble mean, OptionalDouble interval) {

  private static final double UPPER_QUANTILE = 0.975;

  static Sample of(double... values) {
    StreamingStatistics statistics = new StreamingStatistics();
    DoubleStream.of(values).forEach(statistics::addValue);
    return new Sample(
        values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(statistics.getMean()),
        values.length < 2
            ? OptionalDouble.empty()
            : OptionalDouble.of(
                quantile(values.length - 1)
                    * statistics.getStandardDeviation()
                    / Math.sqrt(values.length)));
  }

  private static double quantile(int degreesOfFreedom) {
    return new TDistribution(degreesOfFreedom).inverseCumulativeProbability(UPPER_QUANTILE);
  }
}
