package io.espalier.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.espalier.evaluator.Choices;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialEvent;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.spec.Augmentation;
import io.espalier.space.spec.Optimizer;
import io.espalier.space.spec.Schedule;
import io.espalier.space.spec.Training;
import io.espalier.trainer.Blobs;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings of a network that learns to choose resolutions. */
class DynamicTrialTest {

  private static final Architecture SMALL =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 8), Stage.of(1, 8)));

  private static final DynamicResolution SCALES =
      new DynamicResolution(
          DynamicResolution.When.FINAL,
          List.of(1.0, 0.5),
          0.6,
          0.5,
          0.2,
          1,
          0.5,
          0.9,
          Optional.empty(),
          0.5,
          1);

  @TempDir private Path folder;
  private Dataset dataset;

  @BeforeEach
  void writeImages() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Files.createDirectories(folder.resolve("b"));
    dataset = Blobs.in(folder, 320);
  }

  @AfterEach
  void closeImages() {
    dataset.close();
  }

  private Trial trial(int epochs, Optimizer optimizer, DynamicResolution settings) {
    Training training =
        new Training(
            epochs,
            32,
            optimizer,
            new Schedule.Cosine(),
            0.5,
            0.1,
            OptionalDouble.of(0.9),
            Set.of(Augmentation.CROP));
    return Trial.of(3, SMALL, dataset.task(), training, HeldOut.TEST, 5)
        .learning(new Trial.ChoosingResolutions(settings));
  }

  private LocalTrialRunner runner(String name) {
    return new LocalTrialRunner(
        dataset,
        new WeightsFolder(folder.resolve(name)),
        Torch.start(1, Optional.of("cpu")),
        Ticker.systemTicker());
  }

  /** Returns what was chosen, epoch by epoch. */
  private static List<Choices> choices(StoppingAfter watching) {
    return watching.events(TrialEvent.EpochEnded.class).stream()
        .map(event -> event.choices().orElseThrow())
        .toList();
  }

  private static Outcome.Trained trained(Optional<Outcome> outcome) {
    assertThat(outcome).get().isInstanceOf(Outcome.Trained.class);
    return (Outcome.Trained) outcome.orElseThrow();
  }

  @Test
  void aNetworkLearnsInAllItsResolutionsAndToChooseThem() {
    StoppingAfter watching = StoppingAfter.never();
    Outcome.Trained outcome =
        trained(
            runner("a").run(trial(16, new Optimizer.Sgd(0.05, 0.9, true, 5e-4), SCALES), watching));
    assertThat(outcome.measurement().score()).isGreaterThan(0.9);
    assertThat(outcome.measurement().choices().orElseThrow().images())
        .hasSize(2)
        .satisfies(
            counts ->
                assertThat(counts.stream().mapToLong(i -> i).sum())
                    .isEqualTo(outcome.measurement().images()));
    assertThat(choices(watching)).hasSize(16);
    assertThat(choices(watching))
        .allSatisfy(
            epoch -> assertThat(epoch.images().stream().mapToLong(i -> i).sum()).isEqualTo(256));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adamw"})
  void aTrialThatIsStoppedInBothPhasesEndsInTheSameBytes(String optimizer) throws IOException {
    Trial trial =
        trial(
            4,
            optimizer.equals("sgd")
                ? new Optimizer.Sgd(0.05, 0.9, true, 5e-4)
                : new Optimizer.AdamW(0.003, 0.9, 0.999, 1e-8, 0.01),
            SCALES);
    StoppingAfter watching = StoppingAfter.never();
    Outcome.Trained whole = trained(runner("a").run(trial, watching));

    Optional<Outcome> outcome = Optional.empty();
    List<Choices> choices = new ArrayList<>();
    int stops = 0;
    while (outcome.isEmpty()) {
      // 8 batches an epoch: it stops within epochs and at their ends.
      StoppingAfter part = new StoppingAfter(5);
      outcome = runner("b").run(trial, part);
      choices.addAll(choices(part));
      stops++;
    }

    assertThat(stops).isGreaterThan(5);
    assertThat(trained(outcome).measurement()).isEqualTo(whole.measurement());
    assertThat(choices).isEqualTo(choices(watching));
    assertThat(new WeightsFolder(folder.resolve("b")).weights(3))
        .hasSameBinaryContentAs(new WeightsFolder(folder.resolve("a")).weights(3));
  }

  @Test
  void aChildGoesOnFromItsParentInEveryResolutionAndWithItsPredictor() {
    Training almostNone =
        new Training(
            2,
            128,
            new Optimizer.Sgd(1e-9, 0, false, 0),
            new Schedule.Constant(),
            0,
            0,
            OptionalDouble.empty(),
            Set.of());
    LocalTrialRunner runner = runner("a");
    Outcome.Trained parent =
        trained(
            runner.run(
                trial(16, new Optimizer.Sgd(0.05, 0.9, true, 5e-4), SCALES),
                StoppingAfter.never()));
    Trial child =
        Trial.of(4, SMALL.withStage(1, Stage.of(2, 8)), dataset.task(), almostNone, HeldOut.TEST, 5)
            .from(new Trial.Parent(3, SMALL, parent.weights()))
            .learning(new Trial.ChoosingResolutions(SCALES));
    Outcome.Trained outcome = trained(runner.run(child, StoppingAfter.never()));
    assertThat(outcome.measurement().score()).isGreaterThan(parent.measurement().score() - 0.1);
  }
}
