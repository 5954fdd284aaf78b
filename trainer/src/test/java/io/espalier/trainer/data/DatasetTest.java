package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.space.Task;
import io.espalier.space.spec.Data;
import io.espalier.space.spec.ImagesBuilder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {

  @TempDir private Path directory;

  @BeforeEach
  void writeImages() throws IOException {
    Samples.folder(directory.resolve("train"), Map.of("cat", 8, "dog", 12));
    Samples.folder(directory.resolve("test"), Map.of("cat", 3, "dog", 2));
  }

  @Test
  void aFolderIsSplitAndNormalised() {
    List<Long> progress = new ArrayList<>();
    try (Dataset dataset =
        Dataset.open(
            directory,
            DataSample.of("train").test("test").build(),
            1,
            (done, total) -> progress.add(done))) {
      assertThat(dataset.task()).isEqualTo(new Task(3, 2));
      assertThat(dataset.classNames()).containsExactly("cat", "dog");
      assertThat(labels(dataset.train())).containsExactly(6, 9);
      assertThat(labels(dataset.validation())).containsExactly(2, 3);
      assertThat(labels(dataset.test().orElseThrow())).containsExactly(3, 2);
      assertThat(dataset.train().side()).isEqualTo(8);
      assertThat(dataset.skipped()).isZero();
      assertThat(dataset.normalisation()).isEqualTo(Normalisation.of(counts(dataset.train())));
      assertThat(progress).containsExactly(15L, 20L, 25L);
    }
  }

  @Test
  void classesMayStandForOutputsOfALargerNetwork() {
    Data.Images data =
        DataSample.of("train")
            .test("test")
            .classes(1000)
            .classIndex(Map.of("dog", 207, "cat", 281, "bird", 1))
            .build();
    assertThat(Dataset.task(directory, data)).isEqualTo(new Task(3, 1000));
    try (Dataset dataset = Dataset.open(directory, data, 1, LoadProgress.SILENT)) {
      assertThat(dataset.task()).isEqualTo(new Task(3, 1000));
      assertThat(dataset.classNames()).containsExactly("cat", "dog");
      assertThat(dataset.labels()).containsExactly(207, 281);
      ImageSet test = dataset.test().orElseThrow();
      assertThat(IntStream.range(0, test.size()).map(test::label))
          .containsExactly(281, 281, 281, 207, 207);
      assertThat(IntStream.range(0, dataset.train().size()).map(dataset.train()::label))
          .containsOnly(281, 207);
    }
    try (Dataset plain =
        Dataset.open(directory, DataSample.of("train").build(), 1, LoadProgress.SILENT)) {
      assertThat(plain.labels()).containsExactly(0, 1);
    }
  }

  @Test
  void aClassWithoutOutputIsNamed() {
    Data.Images data = DataSample.of("train").classes(1000).classIndex(Map.of("cat", 281)).build();
    assertThatThrownBy(() -> Dataset.task(directory, data))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("data.classIndex", "1 of the training images' 2 classes", "dog");
  }

  @Test
  void everyFewTestImagesAreUsed() {
    ImagesBuilder data = DataSample.of("train").test("test");
    try (Dataset all = Dataset.open(directory, data.build(), 1, LoadProgress.SILENT);
        Dataset some = Dataset.open(directory, data.testEvery(2).build(), 1, LoadProgress.SILENT)) {
      ImageSet used = some.test().orElseThrow();
      assertThat(labels(used)).containsExactly(2, 1);
      assertThat(bytes(used)).isEqualTo(bytes(all.test().orElseThrow(), 0, 2, 4));
      assertThat(bytes(some.train())).isEqualTo(bytes(all.train()));
    }
    assertThatThrownBy(
            () -> Dataset.open(directory, data.testEvery(5).build(), 1, LoadProgress.SILENT))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("data.testEvery", "'dog'", "one of every 5");
  }

  @Test
  void streamedImagesAreTheStoredOnes() throws IOException {
    Samples.zip(directory.resolve("train"), directory.resolve("train.zip"));
    Data.Images data = DataSample.of("train.zip").side(6).build();
    try (Dataset stored =
            new DatasetOpener(directory, data, 1L << 30).open(1, LoadProgress.SILENT);
        Dataset streamed = new DatasetOpener(directory, data, 0).open(1, LoadProgress.SILENT)) {
      assertThat(stored.train()).isInstanceOf(StoredImages.class);
      assertThat(streamed.train()).isInstanceOf(StreamedImages.class);
      assertThat(bytes(streamed.train())).isEqualTo(bytes(stored.train()));
      assertThat(bytes(streamed.validation())).isEqualTo(bytes(stored.validation()));
      assertThat(labels(streamed.train())).isEqualTo(labels(stored.train()));
      assertThat(streamed.normalisation()).isEqualTo(stored.normalisation());
    }
  }

  @Test
  void closingLetsGoOfAZip() throws IOException {
    Samples.zip(directory.resolve("train"), directory.resolve("train.zip"));
    Data.Images data = DataSample.of("train.zip").build();
    Dataset streamed = new DatasetOpener(directory, data, 0).open(1, LoadProgress.SILENT);
    streamed.close();
    assertThatThrownBy(() -> bytes(streamed.train())).isInstanceOf(ClosedFileSystemException.class);
  }

  @Test
  void aStreamedImageThatDisappearsIsNamed() throws IOException {
    try (Dataset streamed =
        new DatasetOpener(directory, DataSample.of("train").build(), 0)
            .open(1, LoadProgress.SILENT)) {
      try (var files = Files.list(directory.resolve("train/cat"))) {
        for (Path file : files.toList()) {
          Files.write(file, new byte[0]);
        }
      }
      assertThatThrownBy(() -> bytes(streamed.train()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("could be read at the start, but now it is empty");
    }
  }

  @Test
  void aLimitIsDrawnBeforeTheSplit() {
    Data.Images data = DataSample.of("train").limit(10).build();
    try (Dataset dataset = Dataset.open(directory, data, 1, LoadProgress.SILENT)) {
      assertThat(dataset.train().size() + dataset.validation().size()).isEqualTo(10);
      assertThat(labels(dataset.train())[0] + labels(dataset.validation())[0]).isEqualTo(4);
    }
    refused(DataSample.of("train").limit(3).build())
        .hasMessageContaining("data.limit: 3 images are too few for 2 classes")
        .hasMessageContaining("set it to 4 or more");
  }

  @Test
  void anEqualSeedGivesEqualSets() {
    Data.Images data = DataSample.of("train").limit(14).build();
    byte[] first = train(data, 5);
    assertThat(train(data, 5)).isEqualTo(first);
    assertThat(train(data, 6)).isNotEqualTo(first);
  }

  private byte[] train(Data.Images data, long seed) {
    try (Dataset dataset = Dataset.open(directory, data, seed, LoadProgress.SILENT)) {
      return bytes(dataset.train());
    }
  }

  @Test
  void unreadableImagesAreSkippedWhereThatIsAllowed() throws IOException {
    damage("train/cat/1.png", "train/dog/10.png", "test/dog/0.png");
    Data.Images data = DataSample.of("train").test("test").skipUnreadable().build();
    try (Dataset dataset = Dataset.open(directory, data, 1, LoadProgress.SILENT)) {
      assertThat(dataset.skipped()).isEqualTo(3);
      assertThat(dataset.train().size() + dataset.validation().size()).isEqualTo(18);
      assertThat(labels(dataset.test().orElseThrow())).containsExactly(3, 1);
    }
    damage("test/dog/1.png");
    refused(data).hasMessageContaining("data.test: no image of class 'dog' is left");
  }

  @Test
  void differentSizesNeedASide() throws IOException {
    Files.write(directory.resolve("train/dog/3.png"), Samples.png(10, 8, 1));
    refused(DataSample.of("train").build())
        .hasMessageContaining("the first is 8 x 8, but dog/3.png is 10 x 8")
        .hasMessageContaining("data.side: 8");
    Data.Images data = DataSample.of("train").side(6).build();
    try (Dataset dataset = Dataset.open(directory, data, 1, LoadProgress.SILENT)) {
      assertThat(dataset.train().side()).isEqualTo(6);
      assertThat(bytes(dataset.train())).hasSize(15 * 6 * 6 * 3);
    }
  }

  @Test
  void greyFilesAreRgbUnlessTheSpecWantsGrey() throws IOException {
    byte[] grey = Samples.encoded(Samples.noise(8, 8, BufferedImage.TYPE_BYTE_GRAY, 1), "png");
    for (int i = 0; i < 4; i++) {
      Files.createDirectories(directory.resolve("grey/a"));
      Files.write(directory.resolve("grey/a/" + i + ".png"), grey);
    }
    assertThat(Dataset.task(directory, DataSample.of("grey").build())).isEqualTo(new Task(3, 1));
    Data.Images data = DataSample.of("grey").channels(1).build();
    try (Dataset dataset = Dataset.open(directory, data, 1, LoadProgress.SILENT)) {
      assertThat(dataset.task()).isEqualTo(new Task(1, 1));
      assertThat(Arrays.copyOf(bytes(dataset.train()), 64))
          .isEqualTo(ImageDecoder.decode(grey).pixels());
    }
    refused(DataSample.of("grey").channels(2).build())
        .hasMessageContaining("data.channels: images have 1");
  }

  @Test
  void aTaskNeedsNoImagesWhereTheSpecTellsIt() throws IOException {
    damage("train/cat/1.png");
    assertThat(Dataset.task(directory, DataSample.of("train").build())).isEqualTo(new Task(3, 2));
    Data.Images told = DataSample.of("nowhere").channels(1).classes(100).build();
    assertThat(Dataset.task(directory, told)).isEqualTo(new Task(1, 100));
    refused(DataSample.of("train").classes(3).build())
        .hasMessageContaining("data.classes: the training images have 2 classes, not 3");
  }

  @Test
  void aGivenNormalisationIsTaken() {
    Data.Images data =
        DataSample.of("train")
            .normalisation(List.of(0.1, 0.2, 0.3), List.of(1.0, 2.0, 3.0))
            .build();
    try (Dataset dataset = Dataset.open(directory, data, 1, LoadProgress.SILENT)) {
      assertThat(dataset.normalisation())
          .isEqualTo(new Normalisation(List.of(0.1, 0.2, 0.3), List.of(1.0, 2.0, 3.0)));
    }
    refused(DataSample.of("train").normalisation(List.of(0.1), List.of(1.0)).build())
        .hasMessageContaining("data.mean: [0.1] has 1 numbers, but images have 3 channels");
    refused(
            DataSample.of("train")
                .normalisation(List.of(0.1, 0.1, 0.1), List.of(1.0, 2.0, 0.0))
                .build())
        .hasMessageContaining("data.standardDeviation");
  }

  private AbstractThrowableAssert<?, ?> refused(Data.Images data) {
    return assertThatThrownBy(() -> Dataset.open(directory, data, 1, LoadProgress.SILENT).close())
        .isInstanceOf(DataException.class);
  }

  private void damage(String... files) throws IOException {
    for (String file : files) {
      byte[] bytes = Files.readAllBytes(directory.resolve(file));
      Files.write(directory.resolve(file), Arrays.copyOf(bytes, bytes.length - 30));
    }
  }

  private static int[] labels(ImageSet images) {
    int[] counts = new int[2];
    IntStream.range(0, images.size()).forEach(i -> counts[images.label(i)]++);
    return counts;
  }

  private static byte[] bytes(ImageSet images) {
    return bytes(images, IntStream.range(0, images.size()).toArray());
  }

  private static byte[] bytes(ImageSet images, int... indices) {
    byte[] bytes = new byte[indices.length * images.bytes()];
    images.read(indices, bytes);
    return bytes;
  }

  private static PixelCounts counts(ImageSet images) {
    PixelCounts counts = new PixelCounts(images.channels());
    counts.add(bytes(images));
    return counts;
  }
}
