package io.espalier.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.spec.Augmentation;
import io.espalier.space.spec.Optimizer;
import io.espalier.space.spec.Schedule;
import io.espalier.space.spec.Training;
import io.espalier.trainer.Blobs;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.WeightsException;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

class LocalTrialRunnerTest {

  private static final Architecture SMALL =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 8), Stage.of(1, 8)));

  private static final Optimizer SGD = new Optimizer.Sgd(0.05, 0.9, true, 5e-4);
  private static final Optimizer ADAMW = new Optimizer.AdamW(0.003, 0.9, 0.999, 1e-8, 0.01);

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

  private static Training training(Optimizer optimizer, int epochs) {
    return new Training(
        epochs,
        32,
        optimizer,
        new Schedule.Cosine(),
        0.5,
        0.1,
        OptionalDouble.of(0.9),
        Set.of(Augmentation.CROP));
  }

  private Trial trial(int number, Architecture architecture, Training training) {
    return Trial.of(number, architecture, dataset.task(), training, HeldOut.TEST, 5);
  }

  private LocalTrialRunner runner(String name) {
    return new LocalTrialRunner(
        dataset, weights(name), Torch.start(1, Optional.of("cpu")), Ticker.systemTicker());
  }

  private WeightsFolder weights(String name) {
    return new WeightsFolder(folder.resolve(name));
  }

  private static Outcome.Trained trained(Optional<Outcome> outcome) {
    return (Outcome.Trained) outcome.orElseThrow();
  }

  @Test
  void aNetworkLearns() {
    Outcome.Trained outcome =
        trained(runner("a").run(trial(0, SMALL, training(SGD, 15)), StoppingAfter.never()));
    assertThat(outcome.measurement().images()).isEqualTo(80);
    assertThat(outcome.measurement().score()).isGreaterThan(0.9);
    assertThat(outcome.timing().latencyMillis()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adamw"})
  void aTrialThatIsStoppedEverySoOftenEndsInTheSameBytes(String optimizer) throws IOException {
    Trial trial = trial(3, SMALL, training(optimizer.equals("sgd") ? SGD : ADAMW, 3));
    Outcome.Trained whole = trained(runner("a").run(trial, StoppingAfter.never()));

    Optional<Outcome> outcome = Optional.empty();
    int stops = 0;
    while (outcome.isEmpty()) {
      // 8 batches an epoch: it stops within epochs and at their ends.
      outcome = runner("b").run(trial, new StoppingAfter(5));
      stops++;
    }

    assertThat(stops).isGreaterThan(4);
    assertThat(trained(outcome).measurement()).isEqualTo(whole.measurement());
    assertThat(trained(outcome).weights()).isEqualTo(whole.weights());
    assertThat(weights("b").weights(3)).hasSameBinaryContentAs(weights("a").weights(3));
  }

  @Test
  void anotherSeedGivesOtherWeights() {
    Trial trial = trial(0, SMALL, training(SGD, 1));
    Trial other = Trial.of(0, SMALL, dataset.task(), training(SGD, 1), HeldOut.TEST, 6);
    assertThat(trained(runner("a").run(trial, new StoppingAfter(100))).weights())
        .isNotEqualTo(trained(runner("b").run(other, new StoppingAfter(100))).weights());
  }

  @Test
  void aChildGoesOnFromItsParent() {
    LocalTrialRunner runner = runner("a");
    Outcome.Trained parent =
        trained(runner.run(trial(0, SMALL, training(SGD, 15)), new StoppingAfter(1000)));
    Architecture wider = SMALL.withStage(0, Stage.of(2, 12));
    Training almostNone =
        new Training(
            1,
            256,
            new Optimizer.Sgd(1e-9, 0, false, 0),
            new Schedule.Constant(),
            0,
            0,
            OptionalDouble.empty(),
            Set.of());
    Trial child = trial(1, wider, almostNone).from(new Trial.Parent(0, SMALL, parent.weights()));
    assertThat(trained(runner.run(child, new StoppingAfter(1000))).measurement().score())
        .isGreaterThan(parent.measurement().score() - 0.05);
  }

  @Test
  void aTrainingThatDivergesFailsWithItsReason() {
    Training absurd = training(new Optimizer.Sgd(1e38, 0.9, false, 0), 3);
    Optional<Outcome> outcome = runner("a").run(trial(0, SMALL, absurd), new StoppingAfter(1000));
    assertThat(outcome).get().isInstanceOf(Outcome.Failed.class);
    assertThat(((Outcome.Failed) outcome.orElseThrow()).reason())
        .contains("diverged")
        .contains("epoch 1")
        .contains("learning rate");
  }

  @Test
  void aParentWhoseFileWasChangedIsRefused() throws IOException {
    LocalTrialRunner runner = runner("a");
    Outcome.Trained parent =
        trained(runner.run(trial(0, SMALL, training(SGD, 1)), new StoppingAfter(1000)));
    Path file = weights("a").weights(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    Trial child =
        trial(1, SMALL, training(SGD, 1)).from(new Trial.Parent(0, SMALL, parent.weights()));
    assertThatThrownBy(() -> runner.run(child, new StoppingAfter(1000)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("trial-000.safetensors")
        .hasMessageContaining(parent.weights());
  }
}
