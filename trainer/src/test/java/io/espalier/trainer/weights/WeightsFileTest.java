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
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsFileTest {

  private static final Blueprint PLAN =
      Families.draw(
          Architecture.of("resnet-cifar", 16, List.of(Stage.of(1, 4), Stage.of(1, 6))),
          new Task(3, 5));
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
