package io.espalier.searcher;

import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.space.Architecture;
import io.espalier.space.growth.Grid;
import io.espalier.space.growth.Space;
import io.espalier.space.spec.Budget;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The architectures of a space that a budget admits, as points of its {@link Grid}.
 *
 * <p>Nothing is remembered but how far each axis reaches: what a point costs is counted anew each
 * time. That no growth saves MACs or parameters is taken for granted.
 */
public final class Affordable {

  /** Of a space with at most this number of points within reach, all are looked at. */
  static final long MOST_LISTED = 100_000;

  private static final int MOST_DRAWS = 50_000;
  private static final int MOST_SETTLINGS = 100;

  private final Grid grid;
  private final Evaluator evaluator;
  private final int[] reach;

  /**
   * Looks at the part of a space that an evaluator's budget admits.
   *
   * @throws IllegalArgumentException if the family cannot build the base
   */
  public Affordable(Space space, Evaluator evaluator) {
    this.grid = new Grid(space);
    this.evaluator = evaluator;
    evaluator.cost(space.base());
    this.reach = IntStream.range(0, grid.axes().size()).map(this::reach).toArray();
  }

  /**
   * Finds the largest value of an axis whose MACs are within the budget while the other axes are
   * smallest.
   */
  private int reach(int axis) {
    int[] point = base();
    int last = grid.size(axis) - 1;
    while (last > 0) {
      point[axis] = last;
      if (cost(point).filter(cost -> cost.macs() > budget().mostMacs()).isEmpty()) {
        break;
      }
      last--;
    }
    return 1 + last;
  }

  /** Returns all points of the space, whether or not the budget admits them. */
  public Grid grid() {
    return grid;
  }

  /** Returns what the networks may cost. */
  public Budget budget() {
    return evaluator.budget();
  }

  /** Returns the architecture at a point. */
  public Architecture architecture(int... point) {
    return grid.at(point);
  }

  /** Returns the point of the base, which every other contains. */
  public int[] base() {
    return new int[grid.axes().size()];
  }

  /**
   * Returns how many values of an axis, counted from its smallest, can be within the budget; those
   * above exceed the MACs for all values of the other axes.
   */
  public int reachOf(int axis) {
    return reach[axis];
  }

  /** Counts the network at a point; empty where the family cannot build it. */
  public Optional<Cost> cost(int... point) {
    return cost(grid.at(point));
  }

  /** Counts a network; empty where the family cannot build it, or it costs more than 2^63 MACs. */
  public Optional<Cost> cost(Architecture architecture) {
    try {
      return Optional.of(evaluator.cost(architecture));
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Some combinations of a family cannot be drawn; they are not part of the space.
      return Optional.empty();
    }
  }

  /** Tells whether the budget admits what a network costs. */
  public boolean admits(Cost cost) {
    return budget().admitsMacs(cost.macs()) && budget().admitsParameters(cost.parameters());
  }

  /** Tells whether there is a network at a point and the budget admits it. */
  public boolean admits(int... point) {
    return cost(point).filter(this::admits).isPresent();
  }

  private boolean tooMuch(Cost cost) {
    return cost.macs() > budget().mostMacs() || !budget().admitsParameters(cost.parameters());
  }

  /** Returns the number of points within the reach of the budget; the admitted are among them. */
  public long withinReach() {
    return Arrays.stream(reach)
        .asLongStream()
        .reduce(1, (a, b) -> a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b);
  }

  /** Tells whether the points within reach are few enough to look at every one. */
  public boolean canBeListed() {
    return withinReach() <= MOST_LISTED;
  }

  /** Returns all points within reach, in a fixed order, one after the other. */
  Stream<int[]> points() {
    return LongStream.range(0, withinReach()).mapToObj(this::point);
  }

  private int[] point(long rank) {
    int[] point = base();
    long rest = rank;
    for (int axis = 0; axis < point.length; axis++) {
      point[axis] = (int) (rest % reach[axis]);
      rest /= reach[axis];
    }
    return point;
  }

  /** Returns all admitted points, in a fixed order; fit for spaces that {@link #canBeListed}. */
  public Stream<int[]> all() {
    return points().filter(this::admits);
  }

  /** Returns the admitted points that differ from a point on one axis, by however much. */
  public Stream<int[]> neighbours(int... point) {
    return IntStream.range(0, reach.length)
        .boxed()
        .flatMap(
            axis ->
                IntStream.range(0, reach[axis])
                    .filter(value -> value != point[axis])
                    .mapToObj(value -> moved(point, axis, value)))
        .filter(this::admits);
  }

  private static int[] moved(int[] point, int axis, int value) {
    int[] moved = point.clone();
    moved[axis] = value;
    return moved;
  }

  /** Draws one of the admitted points; see {@link #draw(SplittableRandom, Predicate)}. */
  public Optional<int[]> draw(SplittableRandom random) {
    return draw(random, point -> true);
  }

  /**
   * Draws one of the admitted points that are wanted, each as likely as any other.
   *
   * <p>Points within reach are drawn until one is admitted. After {@value #MOST_DRAWS} draws in
   * vain, or as many as there are points, the wanted ones are listed and one of them is drawn; if
   * there are more than can be listed, further draws are {@linkplain #settle settled} within the
   * budget, which favours no axis but is not quite uniform. So it always ends.
   *
   * @return empty if there is none, or if of a space that cannot be listed none was found
   */
  public Optional<int[]> draw(SplittableRandom random, Predicate<int[]> wanted) {
    return Stream.generate(() -> anywhere(random))
        .limit(Math.min(MOST_DRAWS, withinReach()))
        .filter(point -> wanted.test(point) && admits(point))
        .findFirst()
        .or(() -> canBeListed() ? listed(random, wanted) : settled(random, wanted));
  }

  /** Returns one of the admitted points, whichever is found soonest. */
  Optional<int[]> any(SplittableRandom random) {
    return settled(random, point -> true)
        .or(() -> canBeListed() ? all().findFirst() : Optional.empty());
  }

  /** Draws a point within reach, admitted or not. */
  int[] anywhere(SplittableRandom random) {
    return Arrays.stream(reach).map(random::nextInt).toArray();
  }

  private Optional<int[]> listed(SplittableRandom random, Predicate<int[]> wanted) {
    List<int[]> found = all().filter(wanted).toList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(found.get(random.nextInt(found.size())));
  }

  private Optional<int[]> settled(SplittableRandom random, Predicate<int[]> wanted) {
    return Stream.generate(() -> settle(anywhere(random), random))
        .limit(MOST_SETTLINGS)
        .flatMap(Optional::stream)
        .filter(wanted)
        .findFirst();
  }

  /**
   * Brings a point within the budget: as long as it costs too much, some axis shrinks by a step;
   * then, as long as it costs too little, some axis grows by a step that does not cost too much.
   * Which axis is drawn at random each time.
   *
   * @param kept axes that stay as they are
   * @return empty if it ends up beside the budget
   */
  public Optional<int[]> settle(int[] from, SplittableRandom random, int... kept) {
    return Optional.of(approach(from, random, kept)).filter(this::admits);
  }

  /** Comes as near to the budget as {@link #settle} can, from below if that is not within it. */
  int[] approach(int[] from, SplittableRandom random, int... kept) {
    int[] point = from.clone();
    while (isTooMuch(point)) {
      if (!step(point, -1, random, kept)) {
        return point;
      }
    }
    while (!admits(point)) {
      if (!step(point, 1, random, kept)) {
        return point;
      }
    }
    return point;
  }

  private boolean isTooMuch(int... point) {
    return cost(point).map(this::tooMuch).orElse(true);
  }

  /** Moves on an axis drawn at random; upwards only to what does not cost too much. */
  private boolean step(int[] point, int by, SplittableRandom random, int... kept) {
    int[] movable =
        IntStream.range(0, reach.length)
            .filter(axis -> Arrays.stream(kept).noneMatch(k -> k == axis))
            .filter(axis -> by > 0 ? canGrow(point, axis) : point[axis] > 0)
            .toArray();
    if (movable.length > 0) {
      point[movable[random.nextInt(movable.length)]] += by;
    }
    return movable.length > 0;
  }

  private boolean canGrow(int[] point, int axis) {
    return point[axis] + 1 < reach[axis] && !isTooMuch(moved(point, axis, point[axis] + 1));
  }
}
