package io.espalier.trainer.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsFileTest {

  private static final Architecture ARCHITECTURE =
      Architecture.of("resnet-cifar", 16, List.of(Stage.of(1, 4), Stage.of(1, 6)));
  private static final Blueprint PLAN = Families.draw(ARCHITECTURE, new Task(3, 5));
  private static final TensorLayout LAYOUT = TensorLayout.of(PLAN);

  @TempDir Path folder;

  private static Weights drawn() {
    return Weights.initial(LAYOUT, new SplittableRandom(1));
  }

  private Path path() {
    return folder.resolve("weights.safetensors");
  }

  @Test
  void aNetworkThatIsWrittenAndReadBackComputesBitEqualScores() throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(PLAN, drawn(), manager);
        NDManager batch = manager.newSubManager()) {
      NDArray images = batch.randomNormal(new Shape(4, 3, 16, 16));
      // A pass of training changes the running statistics.
      network.forward(images, Pass.training(new SplittableRandom(2)));
      float[] expected = network.forward(images, Pass.INFERENCE).toFloatArray();
      new SafetensorsWriter().weights(network.weights()).write(path());
      Weights read = WeightsFile.read(SafetensorsFile.open(path()), LAYOUT);
      try (Network copy = new Network(PLAN, read, manager)) {
        assertThat(copy.forward(images, Pass.INFERENCE).toFloatArray()).isEqualTo(expected);
      }
    }
  }

  @Test
  void allMisfitsAreNamedAtOnce() throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    Weights weights = drawn();
    for (Slot slot : LAYOUT.slots()) {
      switch (slot.name()) {
        case "conv1.weight" ->
            writer.tensor(slot.name(), List.of(4, 3, 1, 9), weights.values(slot));
        case "fc.bias" -> writer.tensor("linear.bias", slot.dims(), weights.values(slot));
        default -> writer.tensor(slot.name(), slot.dims(), weights.values(slot));
      }
    }
    writer.write(path());
    SafetensorsFile file = SafetensorsFile.open(path());
    assertThatThrownBy(() -> WeightsFile.read(file, LAYOUT))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(path() + " does not fit the network")
        .hasMessageContaining(
            "tensor 'conv1.weight' has the shape [4, 3, 1, 9], expected [4, 3, 3, 3].")
        .hasMessageContaining("tensor 'fc.bias' of shape [5] is missing.")
        .hasMessageContaining("tensor 'linear.bias' is not one of the network's.");
  }

  @Test
  void countsOfBatchesAreLetPass() throws IOException {
    new SafetensorsWriter()
        .weights(drawn())
        .tensor("bn1.num_batches_tracked", List.of(), new float[] {7})
        .write(path());
    Weights read = WeightsFile.read(SafetensorsFile.open(path()), LAYOUT);
    assertThat(read.learned()).isEqualTo(drawn().learned());
    assertThat(read.statistics()).isEqualTo(drawn().statistics());
  }

  @Test
  void theBodyIsReadAndTheHeadDrawn() throws IOException {
    Blueprint other = Families.draw(ARCHITECTURE, new Task(3, 11));
    Weights published = Weights.initial(TensorLayout.of(other), new SplittableRandom(5));
    new SafetensorsWriter().weights(published).write(path());
    SafetensorsFile file = SafetensorsFile.open(path());
    Weights read = WeightsFile.readBody(file, PLAN, new SplittableRandom(1));
    for (Slot slot : LAYOUT.slots()) {
      Slot source = published.layout().slot(slot.name()).orElseThrow();
      assertThat(read.values(slot))
          .isEqualTo(
              ClassHead.of(PLAN).owns(slot) ? drawn().values(slot) : published.values(source));
    }
    assertThatThrownBy(() -> WeightsFile.read(file, LAYOUT))
        .hasMessageContaining("'fc.weight' has the shape [11, 6], expected [5, 6]")
        .hasMessageContaining("'fc.bias' has the shape [11], expected [5]");
  }

  @Test
  void aHeadMayBeMissingWhereItIsDrawnButNothingElse() throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    LAYOUT.slots().stream()
        .filter(slot -> !ClassHead.of(PLAN).owns(slot) && !slot.name().equals("bn1.bias"))
        .forEach(slot -> writer.tensor(slot.name(), slot.dims(), drawn().values(slot)));
    writer.tensor("extra", List.of(1), new float[1]).write(path());
    SafetensorsFile file = SafetensorsFile.open(path());
    assertThatThrownBy(() -> WeightsFile.readBody(file, PLAN, new SplittableRandom(1)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("'bn1.bias' of shape [4] is missing")
        .hasMessageContaining("'extra' is not one of the network's")
        .hasMessageNotContaining("fc.");
  }

  @Test
  void aHeadChoosesAmongSomeClasses() {
    ClassHead head = ClassHead.of(PLAN);
    try (NDManager manager = NDManager.newBaseManager();
        Network all = new Network(PLAN, drawn(), manager);
        Network some = new Network(PLAN, head.choosingAmong(Set.of(1, 4), drawn()), manager);
        NDManager batch = manager.newSubManager()) {
      NDArray images = batch.randomNormal(new Shape(4, 3, 16, 16));
      float[] expected = all.forward(images, Pass.INFERENCE).toFloatArray();
      float[] actual = some.forward(images, Pass.INFERENCE).toFloatArray();
      for (int i = 0; i < actual.length; i++) {
        if (i % 5 == 1 || i % 5 == 4) {
          assertThat(actual[i]).isEqualTo(expected[i]);
        } else {
          assertThat(actual[i]).isLessThan(-1e8f);
        }
      }
    }
    assertThatThrownBy(() -> head.choosingAmong(Set.of(5), drawn()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[5] are not among the 5");
  }

  @Test
  void aFileThatWasChangedIsNoticed() throws IOException {
    String sha256 = new SafetensorsWriter().weights(drawn()).write(path());
    WeightsFile.verify(path(), sha256);
    byte[] bytes = Files.readAllBytes(path());
    bytes[bytes.length - 1] ^= 1;
    Files.write(path(), bytes);
    assertThatThrownBy(() -> WeightsFile.verify(path(), sha256))
        .isInstanceOf(WeightsException.class)
        .hasMessageContainingAll(path().toString(), sha256);
    Files.delete(path());
    assertThatThrownBy(() -> WeightsFile.verify(path(), sha256))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("is missing");
  }
}
