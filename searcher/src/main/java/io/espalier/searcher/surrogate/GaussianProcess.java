package io.espalier.searcher.surrogate;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Lists;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * A Gaussian process: the distribution of values at new inputs, given the values at other inputs
 * (Rasmussen and Williams, Gaussian Processes for Machine Learning, chapter 2).
 *
 * <p>Its kernel is a Matern 5/2 of the distance plus a linear one, so that a trend goes on where
 * nothing was observed yet. Length, share of the trend and noise are those of a grid with the
 * greatest marginal likelihood (chapter 5, equation 5.8, with the variance at its optimum). Equal
 * observations give equal processes.
 */
public final class GaussianProcess {

  /**
   * The distribution of a value.
   *
   * @param mean its expectation
   * @param deviation its standard deviation, without the noise of an observation
   */
  public record Posterior(double mean, double deviation) {}

  private static final double[] LENGTHS = {0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5};
  private static final double[] TRENDS = {0, 1, 10, 100};
  private static final double[] NOISES = {1e-3, 1e-2, 5e-2, 0.2};
  private static final double LEAST_VARIANCE = 1e-10;

  private final List<double[]> inputs;
  private final double[] values;
  private final Kernel kernel;
  private final double noise;
  private final double mean;
  private final double scale;
  private final RealMatrix lower;
  private final RealVector weights;
  private final double likelihood;

  /** The similarity of two inputs; that of an input with itself is about 1. */
  private record Kernel(double length, double trend) {

    double of(double[] a, double[] b) {
      double squares = 0;
      double product = 0;
      for (int i = 0; i < a.length; i++) {
        double difference = a[i] - b[i];
        squares += difference * difference;
        product += a[i] * b[i];
      }
      double r = Math.sqrt(5 * squares) / length;
      return (1 + r + r * r / 3) * Math.exp(-r) + trend * product;
    }
  }

  private GaussianProcess(List<double[]> inputs, double[] values, Kernel kernel, double noise) {
    this.inputs = inputs;
    this.values = values;
    this.kernel = kernel;
    this.noise = noise;
    int count = values.length;
    RealMatrix covariance = MatrixUtils.createRealMatrix(count, count);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j <= i; j++) {
        double similarity = kernel.of(inputs.get(i), inputs.get(j));
        covariance.setEntry(i, j, similarity);
        covariance.setEntry(j, i, similarity);
      }
      covariance.addToEntry(i, i, noise);
    }
    CholeskyDecomposition cholesky = new CholeskyDecomposition(covariance);
    lower = cholesky.getL();
    mean = Arrays.stream(values).average().orElseThrow();
    RealVector centred = new ArrayRealVector(values).mapSubtract(mean);
    weights = cholesky.getSolver().solve(centred);
    double variance = Math.max(centred.dotProduct(weights) / count, LEAST_VARIANCE);
    scale = Math.sqrt(variance);
    double logDeterminant =
        IntStream.range(0, count).mapToDouble(i -> Math.log(lower.getEntry(i, i))).sum();
    likelihood = -0.5 * count * Math.log(variance) - logDeterminant;
  }

  /**
   * Fits a process to observations.
   *
   * @param inputs as many numbers for each
   * @param values one for each input
   * @throws IllegalArgumentException if there are fewer than 2, or not one value per input
   */
  public static GaussianProcess fit(List<double[]> inputs, double... values) {
    checkArgument(
        inputs.size() == values.length && values.length > 1,
        "%s inputs and %s values; give 2 or more of each.",
        inputs.size(),
        values.length);
    double distance = medianDistance(inputs);
    double square = Math.max(meanSquare(inputs), LEAST_VARIANCE);
    return Arrays.stream(LENGTHS)
        .boxed()
        .flatMap(
            length ->
                Arrays.stream(TRENDS)
                    .mapToObj(trend -> new Kernel(length * distance, trend / square)))
        .flatMap(
            kernel ->
                Arrays.stream(NOISES).boxed().flatMap(n -> attempt(inputs, values, kernel, n)))
        .max(Comparator.comparingDouble(process -> process.likelihood))
        .orElseThrow();
  }

  private static Stream<GaussianProcess> attempt(
      List<double[]> inputs, double[] values, Kernel kernel, double noise) {
    try {
      return Stream.of(new GaussianProcess(inputs, values, kernel, noise));
    } catch (MathIllegalArgumentException e) {
      // A strong trend can drown the noise, so that the matrix is not positive definite in floats.
      return Stream.empty();
    }
  }

  private static double medianDistance(List<double[]> inputs) {
    double[] distances =
        IntStream.range(1, inputs.size())
            .boxed()
            .flatMap(
                i -> inputs.subList(0, i).stream().map(other -> distance(inputs.get(i), other)))
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    double median = distances[distances.length / 2];
    return median > 0 ? median : 1;
  }

  /** Returns the Euclidean distance of two inputs. */
  public static double distance(double[] a, double[] b) {
    return new ArrayRealVector(a, false).getDistance(new ArrayRealVector(b, false));
  }

  private static double meanSquare(List<double[]> inputs) {
    return inputs.stream()
        .mapToDouble(input -> Arrays.stream(input).map(x -> x * x).sum())
        .average()
        .orElseThrow();
  }

  /** Returns what the value at an input probably is. */
  public Posterior at(double... input) {
    RealVector similarity = new ArrayRealVector(values.length);
    for (int i = 0; i < values.length; i++) {
      similarity.setEntry(i, kernel.of(inputs.get(i), input));
    }
    double expected = mean + similarity.dotProduct(weights);
    MatrixUtils.solveLowerTriangularSystem(lower, similarity);
    double unexplained = kernel.of(input, input) - similarity.dotProduct(similarity);
    return new Posterior(expected, scale * Math.sqrt(Math.max(unexplained, LEAST_VARIANCE)));
  }

  /**
   * Returns this process as if its own expectation had been observed at an input, to ask what to
   * try in the same batch (the "Kriging believer" of Ginsbourger, Le Riche and Carraro, 2010).
   */
  public GaussianProcess believing(double... input) {
    double[] more = Arrays.copyOf(values, values.length + 1);
    more[values.length] = at(input).mean();
    return new GaussianProcess(
        Stream.concat(inputs.stream(), Stream.of(input)).toList(), more, kernel, noise);
  }

  /** Returns the greatest expectation at an observed input: the best value without its noise. */
  public double best() {
    return Lists.transform(inputs, input -> at(input).mean()).stream()
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }
}
