package io.espalier.trainer.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What pixels in [0, 1] are shifted and scaled by before a network sees them: (x - mean) /
 * deviation, per channel.
 *
 * @param mean one for each channel
 * @param deviation standard deviation, one for each channel
 */
public record Normalisation(List<Double> mean, List<Double> deviation) {

  /**
   * @throws IllegalArgumentException if the lists differ in length, or a deviation is not positive
   */
  public Normalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    checkArgument(
        mean.size() == deviation.size(),
        "There are %s means, but %s standard deviations. Give one of each for every channel.",
        mean.size(),
        deviation.size());
    checkArgument(
        mean.stream().allMatch(Double::isFinite), "The means %s must be finite numbers.", mean);
    checkArgument(
        deviation.stream().allMatch(value -> Double.isFinite(value) && value > 0),
        "The standard deviations %s must be above 0.",
        deviation);
  }

  /**
   * Returns the mean and the standard deviation (of the population) of counted pixels, from exact
   * sums. A channel that is the same everywhere has no deviation and is only shifted.
   */
  static Normalisation of(PixelCounts counts) {
    return new Normalisation(
        IntStream.range(0, counts.channels()).mapToObj(c -> mean(counts, c)).toList(),
        IntStream.range(0, counts.channels()).mapToObj(c -> deviation(counts, c)).toList());
  }

  private static double mean(PixelCounts counts, int channel) {
    return divide(sum(counts, channel, 1), sum(counts, channel, 0)) / 255;
  }

  private static double deviation(PixelCounts counts, int channel) {
    BigInteger pixels = sum(counts, channel, 0);
    BigInteger squares = sum(counts, channel, 2).multiply(pixels);
    BigInteger square = sum(counts, channel, 1).pow(2);
    double variance = divide(squares.subtract(square), pixels.pow(2));
    return variance == 0 ? 1 : Math.sqrt(variance) / 255;
  }

  private static double divide(BigInteger sum, BigInteger number) {
    return new BigDecimal(sum).divide(new BigDecimal(number), MathContext.DECIMAL64).doubleValue();
  }

  /** Returns the sum over all pixels of their value to a power. */
  private static BigInteger sum(PixelCounts counts, int channel, int power) {
    return IntStream.range(0, 256)
        .mapToObj(
            value ->
                BigInteger.valueOf(value)
                    .pow(power)
                    .multiply(BigInteger.valueOf(counts.count(channel, value))))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Returns the number of channels. */
  public int channels() {
    return mean.size();
  }

  /** Returns what each byte becomes, channel after channel: entry {@code 256 * channel + byte}. */
  float[] table() {
    float[] table = new float[256 * channels()];
    for (int i = 0; i < table.length; i++) {
      int channel = i / 256;
      table[i] = (float) (((i % 256) / 255.0 - mean.get(channel)) / deviation.get(channel));
    }
    return table;
  }
}
