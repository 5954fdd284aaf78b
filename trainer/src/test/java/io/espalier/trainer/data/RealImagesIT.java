package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.space.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Published image sets beside the project; skipped where they are missing. */
class RealImagesIT {

  private static final Path SHARED = Path.of("../../shared/data");

  @Test
  void cifar10HasItsPublishedStatistics() {
    DataSample data =
        sample("cifar10-lossless-5k.zip", "train").withTest("cifar10-lossless-5k.zip!/test");
    try (Dataset dataset = Dataset.open(SHARED, data.data(), 1, LoadProgress.SILENT)) {
      assertThat(dataset.task()).isEqualTo(Task.CIFAR_10);
      assertThat(dataset.classNames()).startsWith("airplane", "automobile").endsWith("truck");
      assertThat(dataset.train().size()).isEqualTo(3000);
      assertThat(dataset.validation().size()).isEqualTo(1000);
      assertThat(dataset.test().orElseThrow().size()).isEqualTo(1000);
      assertThat(dataset.train().side()).isEqualTo(32);
      assertAbout(dataset.normalisation().mean(), 0.4914, 0.4822, 0.4465);
      assertAbout(dataset.normalisation().deviation(), 0.2470, 0.2435, 0.2616);
    }
  }

  @Test
  void lossyCifar10IsComplete() {
    assertThat(Dataset.task(SHARED, sample("cifar10-jpg.zip", "train").data()))
        .isEqualTo(Task.CIFAR_10);
    DataSample data = sample("cifar10-jpg.zip", "train").withLimit(2000);
    try (Dataset dataset = Dataset.open(SHARED, data.data(), 1, LoadProgress.SILENT)) {
      assertThat(dataset.train().size()).isEqualTo(1500);
      assertAbout(dataset.normalisation().mean(), 0.4914, 0.4822, 0.4465);
    }
  }

  @Test
  void photographsOfImageNetAreResized() {
    DataSample data = sample("imagenette2-128.zip", "train").withLimit(200).withSide(64);
    try (Dataset dataset = Dataset.open(SHARED, data.data(), 1, LoadProgress.SILENT)) {
      assertThat(dataset.train().size()).isEqualTo(150);
      assertThat(dataset.train().side()).isEqualTo(64);
      assertAbout(dataset.normalisation().mean(), 0.485, 0.456, 0.406);
    }
  }

  /** Some of these are grey JPEG files. */
  @Test
  void tinyImageNetIsRead() {
    DataSample data = sample("tiny-imagenet-20.zip", "val");
    try (Dataset dataset = Dataset.open(SHARED, data.data(), 1, LoadProgress.SILENT)) {
      assertThat(dataset.task()).isEqualTo(new Task(3, 20));
      assertThat(dataset.train().size()).isEqualTo(750);
      assertThat(dataset.train().side()).isEqualTo(64);
    }
  }

  private static DataSample sample(String zip, String folder) {
    assumeTrue(Files.exists(SHARED.resolve(zip)), () -> SHARED.resolve(zip) + " is missing");
    return DataSample.of(zip + "!/" + folder);
  }

  private static void assertAbout(List<Double> values, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(values.get(i)).isCloseTo(expected[i], within(0.04));
    }
  }
}
