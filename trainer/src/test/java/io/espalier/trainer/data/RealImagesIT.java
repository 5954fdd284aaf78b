package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.space.SharedData;
import io.espalier.space.Task;
import io.espalier.space.spec.ImagesBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Published image sets beside the project; skipped where they are missing. */
class RealImagesIT {

  @Test
  void cifar10HasItsPublishedStatistics() {
    ImagesBuilder data =
        sample("cifar10-lossless-5k.zip", "train").test("cifar10-lossless-5k.zip!/test");
    try (Dataset dataset =
        Dataset.open(SharedData.file("data"), data.build(), 1, LoadProgress.SILENT)) {
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
    assertThat(Dataset.task(SharedData.file("data"), sample("cifar10-jpg.zip", "train").build()))
        .isEqualTo(Task.CIFAR_10);
    ImagesBuilder data = sample("cifar10-jpg.zip", "train").limit(2000);
    try (Dataset dataset =
        Dataset.open(SharedData.file("data"), data.build(), 1, LoadProgress.SILENT)) {
      assertThat(dataset.train().size()).isEqualTo(1500);
      assertAbout(dataset.normalisation().mean(), 0.4914, 0.4822, 0.4465);
    }
  }

  @Test
  void photographsOfImageNetAreResized() {
    ImagesBuilder data = sample("imagenette2-128.zip", "train").limit(200).side(64);
    try (Dataset dataset =
        Dataset.open(SharedData.file("data"), data.build(), 1, LoadProgress.SILENT)) {
      assertThat(dataset.train().size()).isEqualTo(150);
      assertThat(dataset.train().side()).isEqualTo(64);
      assertAbout(dataset.normalisation().mean(), 0.485, 0.456, 0.406);
    }
  }

  /** Some of these are grey JPEG files. */
  @Test
  void tinyImageNetIsRead() {
    ImagesBuilder data = sample("tiny-imagenet-20.zip", "val");
    try (Dataset dataset =
        Dataset.open(SharedData.file("data"), data.build(), 1, LoadProgress.SILENT)) {
      assertThat(dataset.task()).isEqualTo(new Task(3, 20));
      assertThat(dataset.train().size()).isEqualTo(750);
      assertThat(dataset.train().side()).isEqualTo(64);
    }
  }

  private static ImagesBuilder sample(String zip, String folder) {
    SharedData.file("data/" + zip);
    return DataSample.of(zip + "!/" + folder);
  }

  private static void assertAbout(List<Double> values, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(values.get(i)).isCloseTo(expected[i], within(0.04));
    }
  }
}
