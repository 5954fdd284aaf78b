package io.espalier.trainer.dynamic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.dynamic.DynamicResolution.When;
import io.espalier.trainer.SampleImages;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.data.Upload;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DynamicClassifierTest {

  private static final DynamicPlan PLAN =
      DynamicPlan.of(
          Architecture.of("resnet-cifar", 32, List.of(Stage.of(1, 16), Stage.of(1, 16))),
          new Task(3, 5),
          DynamicResolution.of(When.FINAL, List.of(1.0, 0.75, 0.5), 0.6));

  @Test
  void anImageThatWouldBeAloneGoesWithTheMost() {
    assertThat(Groups.ofSeveral(new int[] {0, 1, 1, 2, 1, 2}, 3).chosen())
        .containsExactly(1, 1, 1, 2, 1, 2);
  }

  /** Each image has what its resolution answers for the whole batch, in its own place. */
  @Test
  void answersComeInTheOrderOfTheBatch() {
    int[] chosen = {2, 0, 1, 1, 0, 2, 2, 2, 0, 1, 0, 0};
    ImageSet images = new SampleImages(chosen.length, 32, 3);
    List<Double> halves = List.of(0.5, 0.5, 0.5);
    Weights drawn = Weights.initial(TensorLayout.of(PLAN.ways()), new SplittableRandom(4));
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(PLAN.ways(), drawn, manager);
        Batches batches =
            Batches.inOrder(images, new Normalisation(halves, halves), chosen.length)) {
      DynamicClassifier classifier = new DynamicClassifier(network, 3);
      Batch batch = batches.next();
      float[] scores = classifier.classify(batch, chosen, manager);
      for (int r = 0; r < 3; r++) {
        NDArray input = Upload.images(batch, manager);
        float[] all = network.forward(r, input, Pass.INFERENCE).toFloatArray();
        for (int i = 0; i < chosen.length; i++) {
          for (int c = 0; c < 5 && chosen[i] == r; c++) {
            assertThat(scores[5 * i + c]).isCloseTo(all[5 * i + c], within(1e-4f));
          }
        }
      }
      assertThat(classifier.choose(batch, manager))
          .isEqualTo(classifier.classify(batch, manager).chosen())
          .isEqualTo(classifier.choose(batch, manager));
    }
  }
}
