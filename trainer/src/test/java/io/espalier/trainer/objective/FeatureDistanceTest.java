package io.espalier.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureDistanceTest {

  @ParameterizedTest
  @ValueSource(floats = {0.01f, 1, 100})
  void itDoesNotDependOnTheSizeOfTheFeatures(float size) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray wanted = manager.create(new float[] {3 * size, -4 * size});
      NDArray found = manager.create(new float[] {3 * size, 0});
      assertThat(FeatureDistance.of(wanted, wanted).getFloat()).isZero();
      assertThat(FeatureDistance.of(found, wanted).getFloat()).isCloseTo(16f / 25, within(1e-5f));
    }
  }
}
