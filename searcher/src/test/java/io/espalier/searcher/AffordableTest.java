package io.espalier.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.space.Architecture;
import io.espalier.space.Draws;
import io.espalier.space.Stage;
import io.espalier.space.growth.Grid;
import io.espalier.space.growth.Range;
import io.espalier.space.growth.Space;
import io.espalier.space.growth.StageSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AffordableTest {

  private static final Space SPACE = SmallSpaces.everything();

  /** Looks at every point of the grid, with nothing left out. */
  private static List<List<Integer>> bruteForce(Evaluator evaluator) {
    Grid grid = new Grid(SPACE);
    List<List<Integer>> points = List.of(List.of());
    for (int axis = 0; axis < grid.axes().size(); axis++) {
      int size = grid.size(axis);
      points =
          points.stream()
              .flatMap(
                  head ->
                      IntStream.range(0, size)
                          .mapToObj(v -> Stream.concat(head.stream(), Stream.of(v)).toList()))
              .toList();
    }
    return points.stream()
        .filter(
            point -> {
              Cost cost = evaluator.cost(grid.at(array(point)));
              return evaluator.refusal(cost).isEmpty()
                  && cost.macs() >= evaluator.budget().fewestMacs();
            })
        .toList();
  }

  private static int[] array(List<Integer> point) {
    return point.stream().mapToInt(v -> v).toArray();
  }

  private static List<Integer> list(int... point) {
    return Arrays.stream(point).boxed().toList();
  }

  @Test
  void allIsWhatEveryPointOfTheGridSays() {
    for (long macs : new long[] {400_000, 1_000_000, 5_000_000}) {
      Evaluator evaluator = SmallSpaces.evaluator(macs, 0.05, OptionalLong.of(4_000));
      assertThat(new Affordable(SPACE, evaluator).all().map(AffordableTest::list))
          .containsExactlyInAnyOrderElementsOf(bruteForce(evaluator));
    }
  }

  /** Twice each of the expected counts would be 10 standard deviations. */
  @Test
  void everyAdmittedPointIsDrawnAsOftenAsAnyOther() {
    Affordable affordable = new Affordable(SPACE, SmallSpaces.evaluator(2_000_000, 0.03));
    int points = (int) affordable.all().count();
    assertThat(points).isGreaterThan(20);
    SplittableRandom random = Draws.of(1, 2, "test");
    Map<List<Integer>, Integer> drawn = new HashMap<>();
    for (int i = 0; i < 100 * points; i++) {
      drawn.merge(list(affordable.draw(random).orElseThrow()), 1, Integer::sum);
    }
    assertThat(drawn).hasSize(points);
    assertThat(drawn.values()).allMatch(count -> count > 50 && count < 160);
  }

  @Test
  void aDrawEndsWhenNothingIsLeft() {
    Affordable affordable = new Affordable(SPACE, SmallSpaces.evaluator(2_000_000, 0.03));
    SplittableRandom random = Draws.of(1, 2, "test");
    List<List<Integer>> drawn = new ArrayList<>();
    Optional<int[]> next = affordable.draw(random);
    while (next.isPresent()) {
      drawn.add(list(next.get()));
      next = affordable.draw(random, point -> !drawn.contains(list(point)));
    }
    assertThat(drawn).hasSize((int) affordable.all().count()).doesNotHaveDuplicates();
  }

  /** Of 10^13 architectures about one in 10^5 is within this budget. */
  @Test
  void aSpaceTooLargeToListIsDrawnFromToo() {
    StageSpace stage =
        new StageSpace(
            Optional.of(new Range(9, 1)),
            Optional.of(new Range(256, 4)),
            new TreeSet<>(List.of(1.0, 1.25, 1.5)));
    Architecture base =
        Architecture.of(
            "resnet-cifar", 32, List.of(Stage.of(1, 16), Stage.of(1, 32), Stage.of(1, 64)));
    Space space = new Space(base, Optional.of(new Range(64, 4)), Collections.nCopies(3, stage));
    Affordable affordable = new Affordable(space, SmallSpaces.evaluator(41_000_000, 0.01));
    assertThat(affordable.canBeListed()).isFalse();
    for (int seed = 0; seed < 3; seed++) {
      assertThat(affordable.draw(Draws.of(seed, 0, "test")).filter(affordable::admits)).isPresent();
    }
  }

  @Property(tries = 50)
  void whatSettlesIsAdmittedAndKeepsItsAxis(
      @ForAll long seed,
      @ForAll @IntRange(min = 400_000, max = 10_000_000) int macs,
      @ForAll @IntRange(min = 0, max = 5) int kept) {
    Affordable affordable = new Affordable(SPACE, SmallSpaces.evaluator(macs, 0.1));
    SplittableRandom random = Draws.of(seed, 0, "test");
    int[] from = affordable.anywhere(random);
    Optional<int[]> settled = affordable.settle(from, random, kept);
    settled.ifPresent(
        point -> {
          assertThat(affordable.admits(point)).isTrue();
          assertThat(point[kept]).isEqualTo(from[kept]);
        });
    if (affordable.admits(from)) {
      assertThat(settled).hasValueSatisfying(point -> assertThat(point).isEqualTo(from));
    }
  }

  @Test
  void neighboursDifferOnOneAxisAndAreAdmitted() {
    Affordable affordable = new Affordable(SPACE, SmallSpaces.evaluator(2_000_000, 0.1));
    int[] point = affordable.draw(Draws.of(3, 0, "test")).orElseThrow();
    List<int[]> neighbours = affordable.neighbours(point).toList();
    assertThat(neighbours).isNotEmpty().allMatch(affordable::admits);
    assertThat(neighbours)
        .allMatch(
            n -> IntStream.range(0, n.length).filter(axis -> n[axis] != point[axis]).count() == 1);
    assertThat(affordable.all().filter(p -> neighbours.stream().anyMatch(n -> Arrays.equals(n, p))))
        .hasSameSizeAs(neighbours);
  }
}
