package io.espalier.space.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingTest {

  static List<Schedule> schedules() {
    return List.of(new Schedule.Constant(), new Schedule.Cosine(), new Schedule.Step(3, 0.1));
  }

  /** At the same share of the training, the rate is the same. */
  @ParameterizedTest
  @MethodSource("schedules")
  void aShorterTrainingHasTheWholeSchedule(Schedule schedule) {
    Training whole =
        new Training(
            10,
            8,
            new Optimizer.Sgd(0.2, 0.9, false, 0),
            schedule,
            1,
            0,
            OptionalDouble.empty(),
            Set.of());
    Training shorter = whole.stretchedTo(4);
    assertThat(shorter.epochs()).isEqualTo(4);
    assertThat(shorter.warmup()).isEqualTo(0.4);
    for (double share = 0.05; share < 1; share += 0.1) {
      assertThat(shorter.rate(4 * share)).isCloseTo(whole.rate(10 * share), within(1e-9));
    }
    assertThat(whole.stretchedTo(10)).isEqualTo(whole);
  }
}
