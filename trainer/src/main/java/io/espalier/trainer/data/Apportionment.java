package io.espalier.trainer.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Divides a whole number in proportion to weights, by largest remainders, within bounds. */
final class Apportionment {

  private Apportionment() {}

  /**
   * Divides a total.
   *
   * @return what each gets; it sums to the total, and differs from the exact share by less than
   *     one, except at the bounds
   * @throws IllegalArgumentException if the total is outside the sums of the bounds
   */
  static int[] of(int total, int[] weights, int[] lowest, int[] highest) {
    checkArgument(
        Arrays.stream(lowest).sum() <= total && total <= Arrays.stream(highest).sum(),
        "%s cannot be shared out between %s and %s.",
        total,
        Arrays.toString(lowest),
        Arrays.toString(highest));
    double all = Arrays.stream(weights).sum();
    double[] exact = Arrays.stream(weights).mapToDouble(weight -> total * (weight / all)).toArray();
    int[] shares = new int[weights.length];
    Arrays.setAll(
        shares, i -> Math.max(lowest[i], Math.min(highest[i], (int) Math.floor(exact[i]))));
    while (Arrays.stream(shares).sum() < total) {
      shares[first(shares, i -> shares[i] < highest[i], i -> shares[i] - exact[i])]++;
    }
    while (Arrays.stream(shares).sum() > total) {
      shares[first(shares, i -> shares[i] > lowest[i], i -> exact[i] - shares[i])]--;
    }
    return shares;
  }

  private static int first(int[] shares, IntPredicate movable, ToDoubleFunction<Integer> surplus) {
    return IntStream.range(0, shares.length)
        .filter(movable)
        .boxed()
        .min(Comparator.comparingDouble(surplus))
        .orElseThrow();
  }
}
