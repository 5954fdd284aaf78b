package io.espalier.searcher.surrogate;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.searcher.surrogate.GaussianProcess.Posterior;
import org.hipparchus.special.Erf;
import org.hipparchus.util.FastMath;

/**
 * How much a value may be expected to exceed the best so far (Jones, Schonlau and Welch, Efficient
 * Global Optimization, 1998, equation 15), as a logarithm, which still distinguishes values that
 * are nearly hopeless.
 */
public final class ExpectedImprovement {

  private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);
  // Below, the two terms of the improvement cancel in floats; the asymptotic series takes over.
  private static final double FAR = -6;

  private ExpectedImprovement() {}

  /**
   * Returns the natural logarithm of the expected improvement, in the units of the value.
   *
   * @throws IllegalArgumentException if the deviation is not positive
   */
  public static double log(Posterior posterior, double best) {
    checkArgument(
        posterior.deviation() > 0, "The deviation is %s, not above 0.", posterior.deviation());
    double z = (posterior.mean() - best) / posterior.deviation();
    double logDensity = -z * z / 2 - LOG_ROOT_TWO_PI;
    double logUnits = FastMath.log(posterior.deviation());
    if (z < FAR) {
      return logUnits + logDensity - 2 * FastMath.log(-z) + FastMath.log1p(-3 / (z * z));
    }
    double below = 0.5 * Erf.erfc(-z / FastMath.sqrt(2));
    return logUnits + FastMath.log(z * below + FastMath.exp(logDensity));
  }
}
