package io.espalier.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.spec.Optimizer;
import io.espalier.trainer.weights.TensorLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacedStepTest {

  /** Four weights and two biases. */
  private static TensorLayout layout() {
    Blueprint.Draft net = Blueprint.draft(new Task(2, 2), 4);
    net.linear("fc", net.add("pool", new GlobalAveragePool(), net.input()), 2);
    return TensorLayout.of(net.finish());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adamw"})
  void valuesAtRestKeepTheirMomentumAndOthersMoveAsFastAsTheyMay(String name) {
    Optimizer optimizer =
        name.equals("sgd")
            ? new Optimizer.Sgd(0.1, 0.9, true, 0.5)
            : new Optimizer.AdamW(0.1, 0.9, 0.99, 1e-8, 0.5);
    float[] paces = {1, 0, 0.1f, 1, 0, 0.1f};
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray plain = manager.create(new float[] {1, 2, 3, 4, 5, 6});
      NDArray paced = manager.create(new float[] {1, 2, 3, 4, 5, 6});
      Descent plainDescent = Descent.of(optimizer, layout(), manager);
      Descent pacedDescent = Descent.of(optimizer, layout(), manager);
      // One step alike, so that there is momentum.
      plainDescent.step(plain, gradient(manager), 0.1);
      pacedDescent.step(paced, gradient(manager), 0.1);
      float[] before = paced.toFloatArray();
      float[] carried = pacedDescent.state().get(0).toFloatArray();

      plainDescent.step(plain, gradient(manager), 0.1);
      PacedStep.take(pacedDescent, paced, gradient(manager), 0.1, paces);

      float[] full = plain.toFloatArray();
      float[] after = paced.toFloatArray();
      for (int i = 0; i < paces.length; i++) {
        if (paces[i] == 1 || paces[i] == 0) {
          assertThat(after[i]).isEqualTo(paces[i] == 1 ? full[i] : before[i]);
        } else {
          assertThat(after[i] - before[i])
              .isCloseTo(paces[i] * (full[i] - before[i]), within(1e-6f));
        }
        assertThat(pacedDescent.state().get(0).toFloatArray()[i])
            .isEqualTo(paces[i] == 0 ? carried[i] : plainDescent.state().get(0).toFloatArray()[i]);
      }
    }
  }

  private static NDArray gradient(NDManager manager) {
    return manager.create(new float[] {1, -1, 2, -2, 3, -3});
  }
}
