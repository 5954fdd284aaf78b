package io.espalier.searcher;

import com.google.common.collect.Lists;
import io.espalier.space.Architecture;
import io.espalier.space.Draws;
import io.espalier.space.growth.Space;
import io.espalier.space.spec.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What the rule of {@link CompoundScaling} gives of a space's base within a window of MACs, with
 * whichever {@link Coefficients}.
 */
final class CompoundRule {

  private static final double PHI_STEP = 0.01;
  private static final double MOST_PHI = 64;

  private final Space space;
  private final Affordable affordable;

  /**
   * A network that the rule gives.
   *
   * @param architecture rounded to the space, and filled
   * @param phi the exponent of the coefficients
   */
  record ScaledNetwork(Architecture architecture, Coefficients coefficients, double phi) {
    private Optional<ScaledNetwork> filled(Landing landing) {
      return landing.filled(architecture).map(this::grownTo);
    }

    private ScaledNetwork grownTo(Architecture larger) {
      return new ScaledNetwork(larger, coefficients, phi);
    }
  }

  CompoundRule(Space space, Affordable affordable) {
    this.space = space;
    this.affordable = affordable;
  }

  /** Finds the smallest phi that lands in a window; or fills up the largest that can be filled. */
  Optional<ScaledNetwork> landed(Coefficients coefficients, Budget window) {
    Landing landing = new Landing(space, affordable, window, space.axes());
    List<ScaledNetwork> fitting = fitting(coefficients, landing);
    return fitting.stream()
        .filter(scaled -> landing.lands(scaled.architecture()))
        .findFirst()
        .or(
            () ->
                Lists.reverse(fitting).stream()
                    .flatMap(below -> below.filled(landing).stream())
                    .findFirst());
  }

  /**
   * Fills up the largest of which growth in an order that is drawn lands; from the base, that finds
   * something wherever {@link Shortage} does.
   */
  Optional<ScaledNetwork> drawn(Coefficients coefficients, Budget window) {
    SplittableRandom random = Draws.of(0, Draws.WHOLE_RUN, "compound");
    Landing landing = new Landing(space, affordable, window, space.axes());
    Stream<ScaledNetwork> settled =
        Lists.reverse(fitting(coefficients, landing)).stream()
            .flatMap(
                below ->
                    affordable
                        .settle(affordable.grid().point(below.architecture()), random)
                        .map(point -> below.grownTo(affordable.architecture(point)))
                        .stream());
    ScaledNetwork base = new ScaledNetwork(space.base(), coefficients, 0);
    return settled
        .findFirst()
        .or(
            () ->
                affordable.any(random).map(point -> base.grownTo(affordable.architecture(point))));
  }

  /** Returns the networks that the rule gives up to a window, each once, smallest first. */
  private List<ScaledNetwork> fitting(Coefficients coefficients, Landing landing) {
    Architecture end = coefficients.scaled(space, MOST_PHI);
    List<ScaledNetwork> fitting = new ArrayList<>();
    fitting.add(new ScaledNetwork(space.base(), coefficients, 0));
    Architecture last = space.base();
    for (int i = 1; !last.equals(end); i++) {
      double phi = i * PHI_STEP;
      Architecture next = coefficients.scaled(space, phi);
      if (!next.equals(last) && affordable.cost(next).isPresent()) {
        if (!landing.fits(next)) {
          break;
        }
        fitting.add(new ScaledNetwork(next, coefficients, phi));
      }
      last = next;
    }
    return fitting;
  }
}
