package io.espalier.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import io.espalier.evaluator.Distillation;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.TrainedFile;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.spec.Optimizer;
import io.espalier.space.spec.Training;
import io.espalier.trainer.Blobs;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.WeightsException;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small network learns blobs, is made lean, and learns on. */
class ProjectedTrialTest {

  private static final Architecture DENSE =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 8), Stage.of(1, 8)));

  private static final Architecture LEAN =
      DENSE.withStage(1, Stage.of(1, 8).withLean(Lean.parse("depthwise")));

  @TempDir private Path folder;
  private Dataset dataset;
  private TrainedFile dense;

  @BeforeEach
  void trainTheDenseNetwork() throws IOException {
    dataset = Blobs.in(folder, 160);
    Trial trial = Trial.of(0, DENSE, dataset.task(), training(4), HeldOut.TEST, 5);
    dense = file("dense", DENSE, trial);
  }

  @AfterEach
  void closeImages() {
    dataset.close();
  }

  private static Training training(int epochs) {
    return Training.builder(epochs)
        .batch(16)
        .optimizer(new Optimizer.Sgd(0.05, 0.9, true, 5e-4))
        .averaging(0.9)
        .build();
  }

  private WeightsFolder files(String name) throws IOException {
    return new WeightsFolder(Files.createDirectories(folder.resolve(name)));
  }

  private Optional<Outcome> run(String name, Trial trial, TrialMonitor monitor) throws IOException {
    Torch torch = Torch.start(1, Optional.of("cpu"));
    return new LocalTrialRunner(dataset, files(name), torch, Ticker.systemTicker())
        .run(trial, monitor);
  }

  private Outcome.Trained whole(String name, Trial trial) throws IOException {
    return (Outcome.Trained) run(name, trial, StoppingAfter.never()).orElseThrow();
  }

  private TrainedFile file(String name, Architecture architecture, Trial trial) throws IOException {
    Outcome.Trained outcome = whole(name, trial);
    return new TrainedFile(architecture, files(name).weights(0).toString(), outcome.weights());
  }

  private Trial trial(TrainedFile from, boolean fit) {
    return Trial.of(0, LEAN, dataset.task(), training(2), HeldOut.TEST, 7)
        .from(new Trial.Projected(from, fit, 64))
        .measuringEpochs();
  }

  private static List<String> steps(Outcome.Trained outcome) {
    return outcome.notes().orElseThrow().steps().stream().map(Notes.Step::name).toList();
  }

  private static List<Notes.Step> told(StoppingAfter monitor) {
    return monitor.events(TrialEvent.Measured.class).stream()
        .map(event -> new Notes.Step(event.step(), event.measurement()))
        .toList();
  }

  @Test
  void everyStepIsMeasuredAndEveryLossIsNoted() throws IOException {
    StoppingAfter monitor = StoppingAfter.never();
    Outcome.Trained outcome =
        (Outcome.Trained) run("lean", trial(dense, true), monitor).orElseThrow();
    assertThat(steps(outcome))
        .containsExactly("dense", "projected", "fitted", "calibrated", "epoch 1", "epoch 2");
    assertThat(told(monitor)).isEqualTo(outcome.notes().orElseThrow().steps());
    assertThat(monitor.first()).isEqualTo(new TrialEvent.Begun(0, 0, 0));
    assertThat(outcome.notes().orElseThrow().layers())
        .hasSize(2)
        .allSatisfy(
            layer -> {
              assertThat(layer.density()).isEqualTo("depthwise");
              assertThat(layer.macs()).isLessThan(layer.denseMacs());
              assertThat(layer.fitted().orElseThrow()).isLessThan(layer.projected().orElseThrow());
            });
  }

  @Test
  void theFitCanBeLeftOut() throws IOException {
    Outcome.Trained outcome = whole("lean", trial(dense, false));
    assertThat(steps(outcome))
        .containsExactly("dense", "projected", "calibrated", "epoch 1", "epoch 2");
    assertThat(outcome.notes().orElseThrow().layers())
        .hasSize(2)
        .allMatch(layer -> layer.fitted().isEmpty() && layer.relativeError() > 0);
  }

  @Test
  void whatIsStoppedEverySoOftenEndsInTheSameBytesAndNotes() throws IOException {
    Trial trial =
        trial(dense, true).learning(new Trial.Distilled(dense, new Distillation(0.5, 4, 1)));
    Outcome.Trained whole = whole("whole", trial);
    Optional<Outcome> outcome = Optional.empty();
    List<Notes.Step> told = new ArrayList<>();
    int slices = 0;
    while (outcome.isEmpty()) {
      StoppingAfter monitor = new StoppingAfter(2);
      outcome = run("slices", trial, monitor);
      told.addAll(told(monitor));
      slices++;
    }
    assertThat(slices).isGreaterThan(4);
    assertThat(told).isEqualTo(whole.notes().orElseThrow().steps());
    assertThat(((Outcome.Trained) outcome.get()).notes()).isEqualTo(whole.notes());
    assertThat(((Outcome.Trained) outcome.get()).measurement()).isEqualTo(whole.measurement());
    assertThat(files("slices").weights(0)).hasSameBinaryContentAs(files("whole").weights(0));
  }

  /** A process that is killed leaves the last checkpoint, the first of which is the start. */
  @Test
  void whatIsKilledAnywhereEndsInTheSameBytesAndNotes() throws IOException {
    Outcome.Trained whole = whole("whole", trial(dense, true));
    for (int batches : new int[] {0, 3, 11}) {
      assertThatThrownBy(() -> run("killed", trial(dense, true), new Killing(batches)))
          .isInstanceOf(Killed.class);
    }
    StoppingAfter last = StoppingAfter.never();
    Outcome.Trained outcome =
        (Outcome.Trained) run("killed", trial(dense, true), last).orElseThrow();
    assertThat(last.first()).isEqualTo(new TrialEvent.Begun(0, 1, 0));
    assertThat(told(last)).extracting(Notes.Step::name).containsExactly("epoch 2");
    assertThat(outcome.notes()).isEqualTo(whole.notes());
    assertThat(files("killed").weights(0)).hasSameBinaryContentAs(files("whole").weights(0));
  }

  private static final class Killed extends RuntimeException {}

  /** Ends a training in the middle of whatever happens after so many batches. */
  private static final class Killing implements TrialMonitor {
    private int left;

    Killing(int batches) {
      left = batches;
    }

    @Override
    public boolean stopRequested() {
      return false;
    }

    @Override
    public void happened(TrialEvent event) {
      if (event instanceof TrialEvent.Progressed && left-- <= 0) {
        throw new Killed();
      }
    }
  }

  @Test
  void theDenseNetworkMayChooseResolutions() throws IOException {
    DynamicResolution settings =
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
    Trial choosing =
        Trial.of(0, DENSE, dataset.task(), training(2), HeldOut.TEST, 5)
            .from(new Trial.Start(dense, false))
            .learning(new Trial.ChoosingResolutions(settings));
    TrainedFile chooser = file("choosing", DENSE, choosing);
    Trial taught =
        trial(chooser, true).learning(new Trial.Distilled(chooser, new Distillation(0.5, 4, 0)));
    assertThat(steps(whole("lean", taught))).hasSize(6);
  }

  @Test
  void aDenseNetworkThatIsAnotherIsRefused() throws IOException {
    Files.write(Path.of(dense.file()), new byte[] {1});
    assertThatThrownBy(() -> whole("lean", trial(dense, true)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("has the checksum");
  }
}
