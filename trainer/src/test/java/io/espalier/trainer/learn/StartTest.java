package io.espalier.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Ticker;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.TrainedFile;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
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
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsException;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials that start from a file. */
class StartTest {

  private static final Architecture SMALL =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 8), Stage.of(1, 8)));

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

  private Path file() {
    return folder.resolve("published.safetensors");
  }

  /** Writes a network for so many classes, and returns where a trial starts from it. */
  private Trial.Start published(int classes, boolean newHead) throws IOException {
    Task task = new Task(1, classes);
    Weights weights =
        Weights.initial(TensorLayout.of(Families.draw(SMALL, task)), new SplittableRandom(1));
    String sha256 = new SafetensorsWriter().weights(weights).write(file());
    return new Trial.Start(new TrainedFile(SMALL, file().toString(), sha256), newHead);
  }

  /** Trains so little that the weights stay about as they were. */
  private Outcome.Trained run(Architecture architecture, Trial.Start start) {
    Training training =
        new Training(
            1,
            64,
            new Optimizer.Sgd(1e-9, 0, false, 0),
            new Schedule.Constant(),
            0,
            0,
            OptionalDouble.empty(),
            Set.of());
    Trial trial = Trial.of(0, architecture, dataset.task(), training, HeldOut.TEST, 5).from(start);
    return (Outcome.Trained)
        new LocalTrialRunner(
                dataset,
                new WeightsFolder(folder),
                Torch.start(1, Optional.of("cpu")),
                Ticker.systemTicker())
            .run(trial, StoppingAfter.never())
            .orElseThrow();
  }

  private static float[] tensor(Path file, String name) throws IOException {
    SafetensorsFile opened = SafetensorsFile.open(file);
    return opened.read(opened.entries().get(name));
  }

  private Path trained() {
    return new WeightsFolder(folder).weights(0);
  }

  @Test
  void aTrialStartsFromTheFile() throws IOException {
    run(SMALL, published(4, false));
    for (String name : List.of("conv1.weight", "layer2.0.conv2.weight", "fc.weight")) {
      assertThat(tensor(trained(), name)).containsExactly(tensor(file(), name), within(1e-6f));
    }
  }

  @Test
  void aLargerNetworkInheritsFromTheFile() throws IOException {
    run(SMALL.withStage(0, Stage.of(2, 12)), published(4, false));
    assertThat(tensor(trained(), "layer2.0.conv2.weight"))
        .containsExactly(tensor(file(), "layer2.0.conv2.weight"), within(1e-6f));
    assertThat(tensor(trained(), "layer1.1.bn2.weight")).hasSize(12);
  }

  @Test
  void aNewHeadIsDrawn() throws IOException {
    run(SMALL, published(7, true));
    assertThat(tensor(trained(), "conv1.weight"))
        .containsExactly(tensor(file(), "conv1.weight"), within(1e-6f));
    assertThat(tensor(trained(), "fc.weight")).hasSize(4 * 8);
  }

  @Test
  void aHeadForOtherClassesIsRefusedUnlessItIsReplaced() throws IOException {
    Trial.Start start = published(7, false);
    assertThatThrownBy(() -> run(SMALL, start))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("'fc.weight' has the shape [7, 8], expected [4, 8]");
  }

  @Test
  void aFileThatWasChangedIsRefused() throws IOException {
    Trial.Start start = published(4, false);
    published(5, false);
    assertThatThrownBy(() -> run(SMALL, start))
        .isInstanceOf(WeightsException.class)
        .hasMessageContainingAll(file().toString(), start.network().sha256());
    Files.delete(file());
    assertThatThrownBy(() -> run(SMALL, start)).hasMessageContaining("is missing");
  }
}
