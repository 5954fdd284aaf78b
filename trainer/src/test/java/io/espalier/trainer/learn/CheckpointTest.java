package io.espalier.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import com.google.common.io.Resources;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialEvent;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.family.Families;
import io.espalier.space.spec.Optimizer;
import io.espalier.space.spec.Schedule;
import io.espalier.space.spec.Training;
import io.espalier.trainer.Blobs;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.WeightsException;
import io.espalier.trainer.weights.WeightsFile;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints and weights of every format that there ever was, and such as are none. */
class CheckpointTest {

  private static final Architecture TINY =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 2), Stage.of(1, 4)));

  @TempDir private Path folder;
  private Dataset dataset;

  @BeforeEach
  void writeImages() throws IOException {
    dataset = Blobs.in(folder, 80);
  }

  @AfterEach
  void closeImages() {
    dataset.close();
  }

  private Trial trial(int number) {
    Training training =
        new Training(
            2,
            16,
            new Optimizer.Sgd(0.05, 0.9, true, 5e-4),
            new Schedule.Cosine(),
            0,
            0,
            OptionalDouble.of(0.9),
            Set.of());
    return Trial.of(number, TINY, dataset.task(), training, HeldOut.TEST, 5);
  }

  private WeightsFolder weights() {
    return new WeightsFolder(folder);
  }

  /** Runs the trial, and returns its batches, as epoch and number. */
  private List<String> run(Trial trial) {
    StoppingAfter monitor = StoppingAfter.never();
    Optional<Outcome> outcome =
        new LocalTrialRunner(
                dataset, weights(), Torch.start(1, Optional.of("cpu")), Ticker.systemTicker())
            .run(trial, monitor);
    assertThat(outcome).get().isInstanceOf(Outcome.Trained.class);
    return monitor.events(TrialEvent.Progressed.class).stream()
        .map(event -> event.epoch() + "." + event.batch())
        .toList();
  }

  private Path resource(String name, Path target) throws IOException {
    return Files.write(target, Resources.toByteArray(Resources.getResource(getClass(), name)));
  }

  /** The file must never be changed: runs with such checkpoints are out there. */
  @Test
  void aCheckpointOfFormat1IsReadForEver() throws IOException {
    resource("checkpoint-1.safetensors", weights().checkpoint(3));
    assertThat(run(trial(3))).startsWith("0.3").endsWith("1.4").hasSize(6);
  }

  /** The file must never be changed, likewise. */
  @Test
  void weightsOfVersion1AreReadForEver() throws IOException {
    Path file = resource("weights-1.safetensors", weights().weights(3));
    SafetensorsFile read = SafetensorsFile.open(file);
    assertThat(read.metadata())
        .containsEntry("format", "pt")
        .hasEntrySatisfying(
            "architecture", text -> assertThat(text).contains("\"family\":\"resnet-cifar\""));
    assertThat(WeightsFile.read(read, TensorLayout.of(Families.draw(TINY, dataset.task()))))
        .extracting(weights -> weights.learned().length)
        .isEqualTo(TensorLayout.of(Families.draw(TINY, dataset.task())).learnedSize());
    Trial.Parent parent = new Trial.Parent(3, TINY, WeightsFile.sha256(file));
    assertThat(run(trial(4).from(parent))).hasSize(8);
  }

  /** Writes the checkpoint of format 1 with other metadata, and perhaps another last vector. */
  private void write(Map<String, String> metadata, List<Integer> dims) throws IOException {
    Path file = resource("checkpoint-1.safetensors", folder.resolve("original"));
    SafetensorsFile original = SafetensorsFile.open(file);
    SafetensorsWriter writer = new SafetensorsWriter();
    for (SafetensorsFile.Entry entry : original.entries().values()) {
      boolean changed = !dims.isEmpty() && entry.name().startsWith("espalier.");
      float[] values = original.read(entry);
      writer.tensor(
          entry.name(),
          changed ? dims : entry.dims().stream().map(Math::toIntExact).toList(),
          changed ? new float[1] : values);
    }
    original.metadata().forEach(writer::metadata);
    metadata.forEach(writer::metadata);
    writer.write(weights().checkpoint(3));
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> run(trial(3)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(weights().checkpoint(3).toString())
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "format | espalier-checkpoint-2 | made by a newer Espalier (espalier-checkpoint-2; this one reads up to espalier-checkpoint-1). Use that one.",
        "format | pt | has the format 'pt', expected 'espalier-checkpoint-1'. Delete it",
        "trial | 9 | has the trial '9', expected '3 ",
        "epoch | | does not say how far it is. Delete it",
        "epoch | -1 | does not say how far it is. Delete it",
        "batch | 99999999999 | does not say how far it is. Delete it",
        "step | x | does not say how far it is. Delete it",
        "lossSum | x | does not say how far it is. Delete it",
        "notes | x | does not say what was found on the way: ",
      })
  void aCheckpointThatSaysSomethingElseIsRefused(String key, String value, String message)
      throws IOException {
    write(Map.of(key, value == null ? "" : value), List.of());
    assertRefused(message);
  }

  @Test
  void aCheckpointWithoutTheOptimizersVectorsIsRefused() throws IOException {
    for (List<Integer> dims : List.of(List.of(1), List.of(1, 1))) {
      write(Map.of(), dims);
      assertRefused("lacks the optimizer's vector espalier.training.0");
    }
  }
}
