package io.espalier.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TorchTest {

  /** What belongs to the whole Java process is left alone, however often PyTorch is joined. */
  @Test
  void threadsAreThoseOfTheLatestStartAndNoPropertyIsSet() {
    Properties before = djl();
    try {
      Torch.start(2, Optional.of("cpu"));
      assertThat(JniUtils.getNumThreads()).isEqualTo(2);
    } finally {
      Torch.start(1, Optional.of("cpu"));
    }
    assertThat(JniUtils.getNumThreads()).isEqualTo(1);
    assertThat(JniUtils.getNumInteropThreads()).isEqualTo(1);
    assertThat(djl()).isEqualTo(before);
  }

  /** PyTorch collects gradients in every thread that does not say otherwise. */
  @Test
  void everyThreadThatComputesDoesSoWithoutGradients() throws InterruptedException {
    Torch torch = Torch.start(1, Optional.of("cpu"));
    AtomicBoolean collects = new AtomicBoolean(true);
    Thread thread =
        new Thread(
            () -> {
              try (NDManager manager = torch.newManager()) {
                collects.set(!manager.isOpen() || JniUtils.isGradMode());
              }
            });
    thread.start();
    thread.join();
    assertThat(collects).isFalse();
  }

  private static Properties djl() {
    Properties djl = new Properties();
    System.getProperties()
        .forEach(
            (key, value) -> {
              if (key.toString().startsWith("ai.djl.pytorch.num")) {
                djl.put(key, value);
              }
            });
    return djl;
  }
}
