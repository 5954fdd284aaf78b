package io.espalier.trainer.data;

import static io.espalier.trainer.data.Samples.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataFormsTest {

  @TempDir private Path directory;

  @Test
  void aFolderAndAZipOfItHoldTheSameImages() throws IOException {
    Path folder = Samples.folder(directory.resolve("a/train"), Map.of("dog", 2, "cat", 3));
    Files.createDirectories(folder.resolve(".git"));
    Files.createDirectories(folder.resolve("__MACOSX"));
    Files.write(folder.resolve("cat/.hidden.png"), new byte[0]);
    Files.write(folder.resolve("cat/notes.txt"), new byte[0]);
    Files.move(folder.resolve("cat/1.png"), folder.resolve("cat/1.PNG"));
    Samples.zip(directory.resolve("a"), directory.resolve("a.zip"));
    Samples.zip(folder, directory.resolve("flat.ZIP"));
    try (ImageSource files = open("a/train");
        ImageSource zipped = open("a.zip!/train");
        ImageSource flat = open("flat.ZIP")) {
      assertThat(files.classNames()).containsExactly("cat", "dog");
      assertThat(files.labels().asList()).containsExactly(0, 0, 0, 1, 1);
      assertThat(names(files))
          .containsExactly("cat/0.png", "cat/1.PNG", "cat/2.png", "dog/0.png", "dog/1.png")
          .isEqualTo(names(zipped))
          .isEqualTo(names(flat));
      for (int i = 0; i < 5; i++) {
        assertThat(zipped.read(i).pixels())
            .isEqualTo(files.read(i).pixels())
            .isEqualTo(flat.read(i).pixels());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, mnist/train",
    "train-images-idx3-ubyte, train-labels-idx1-ubyte, mnist/train",
    "train-images.idx3-ubyte, train-labels.idx1-ubyte.gz, mnist/train",
    "t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz, mnist/test",
    "test-images-idx3-ubyte, test-labels-idx1-ubyte, mnist/test",
    "emnist-images-idx3-ubyte, emnist-labels-idx1-ubyte, mnist/emnist",
    "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, mnist",
  })
  void idxPairsAreFound(String images, String labels, String text) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("mnist"));
    byte[] pixels = Samples.bytes(3 * 4 * 5, 1);
    Samples.idx(folder.resolve(images), List.of(3, 4, 5), pixels);
    Samples.idx(folder.resolve(labels), List.of(3), new byte[] {1, 0, 1});
    try (ImageSource source = open(text)) {
      assertThat(source.classNames()).containsExactly("0", "1");
      assertThat(source.labels().asList()).containsExactly(1, 0, 1);
      assertThat(source.channels()).isEqualTo(1);
      Picture second = source.read(1);
      assertThat(List.of(second.height(), second.width(), second.channels()))
          .containsExactly(4, 5, 1);
      assertThat(second.pixels()).isEqualTo(Arrays.copyOfRange(pixels, 20, 40));
    }
  }

  @Test
  void cifarBatchesAreFoundAndInterleaved() throws IOException {
    byte[] records = Samples.bytes(3 * 3073, 1);
    for (int i = 0; i < 3; i++) {
      records[i * 3073] = (byte) (2 - i);
    }
    Files.write(directory.resolve("data_batch_1.bin"), Arrays.copyOf(records, 2 * 3073));
    Files.write(
        directory.resolve("data_batch_2.bin"), Arrays.copyOfRange(records, 2 * 3073, 3 * 3073));
    Files.write(directory.resolve("test_batch.bin"), records);
    try (ImageSource train = open("train");
        ImageSource test = open("test");
        ImageSource file = open("data_batch_2.bin/../test_batch.bin")) {
      assertThat(train.labels().asList()).containsExactly(2, 1, 0);
      assertThat(train.classNames()).containsExactly("0", "1", "2");
      assertThat(names(train)).contains("image 0 of data_batch_2.bin");
      for (int i = 0; i < 3; i++) {
        byte[] pixels = train.read(i).pixels();
        assertThat(pixels).isEqualTo(test.read(i).pixels()).isEqualTo(file.read(i).pixels());
        assertThat(pixels[3 * 33 + 1]).isEqualTo(records[i * 3073 + 1 + 1024 + 33]);
      }
    }
  }

  @Test
  void cifarClassesHaveTheNamesBesideThem() throws IOException {
    byte[] records = new byte[2 * 3073];
    records[0] = 1;
    Files.write(directory.resolve("data_batch_1.bin"), records);
    Files.writeString(directory.resolve("batches.meta.txt"), "plane\ncar\n\n");
    try (ImageSource train = open(".")) {
      assertThat(train.classNames()).containsExactly("plane", "car");
    }
  }

  @Test
  void anUnknownLocationSaysWhatWasLookedForAndWhatIsThere() throws IOException {
    Samples.folder(directory.resolve("cifar/train"), Map.of("cat", 1));
    refused("cifar/trian")
        .hasMessageStartingWith("data.train: no images were found at 'cifar/trian'. Looked for:")
        .hasMessageContaining("DIR/CLASS/IMAGE")
        .hasMessageContaining("FILE.zip!/DIR")
        .hasMessageContaining("train-images-idx3-ubyte")
        .hasMessageContaining("data_batch_*.bin")
        .hasMessageEndingWith(
            "There is: nothing of that name; the folder %s with train/."
                .formatted(directory.resolve("cifar")));
    Files.createDirectories(directory.resolve("empty"));
    refused("empty").hasMessageEndingWith("empty, which is empty.");
    refused("cifar/train/cat").hasMessageEndingWith("cat with 0.png.");
    refused("cifar/train/cat/0.png").hasMessageEndingWith("0.png, which is none of these.");
    refused("missing.zip!/train").hasMessageContaining("There is: nothing of that name");
    refused("nul\0").hasMessageContaining("is not a path");
  }

  @Test
  void aClassWithoutImagesIsRefused() throws IOException {
    Samples.folder(directory.resolve("a/train"), Map.of("cat", 1));
    Samples.folder(directory.resolve("a/test"), Map.of("cat", 1));
    refused("a")
        .hasMessageContaining("class 'test' has no image (*.jpg,")
        .hasMessageContaining("test with cat/.");
  }

  @Test
  void zipsThatAreWrongSaySo() throws IOException {
    Path folder = Samples.folder(directory.resolve("a/train"), Map.of("cat", 1));
    Path zip = Samples.zip(directory.resolve("a"), directory.resolve("a.zip"));
    refused("a.zip!/val")
        .hasMessageContaining("there is no folder '/val' in the zip")
        .hasMessageEndingWith("At its top is the folder / with train/.");
    refused("a.zip!/train/cat").hasMessageContaining("there are no classes");
    byte[] bytes = Files.readAllBytes(zip);
    Files.write(directory.resolve("cut.zip"), Arrays.copyOf(bytes, bytes.length / 2));
    refused("cut.zip!/train").hasMessageContaining("cut.zip cannot be read as a zip");
    Files.write(folder.resolve("../../zero.zip"), new byte[0]);
    refused("zero.zip!/train").hasMessageContaining("zero.zip cannot be read as a zip");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "magic: begins with 0x00000804; an IDX file of bytes in 3 dimensions begins with 0x00000803",
        "short: is truncated: its header promises 2 entries",
        "long: is longer than the 2 entries that its header promises",
        "empty: ends within its header",
        "labels: has 3 labels, but",
        "missing: the labels of",
        "gap: there is no image of class '1'",
        "lying: is truncated: its header promises 2147483647 entries",
        "lyingZip: is truncated: its header promises 2147483647 entries",
        "large: of Java's memory is",
      })
  void damagedIdxFilesAreRefused(String damageAndMessage) throws IOException {
    String damage = damageAndMessage.substring(0, damageAndMessage.indexOf(':'));
    Path images = directory.resolve("train-images-idx3-ubyte");
    Path labels = directory.resolve("train-labels-idx1-ubyte.gz");
    Samples.idx(labels, List.of(2), new byte[] {0, (byte) (damage.equals("gap") ? 2 : 1)});
    Samples.idx(images, List.of(2, 2, 2), new byte[8]);
    switch (damage) {
      case "magic" -> Samples.idx(images, List.of(2, 2, 2, 1), new byte[8]);
      case "short" -> Samples.idx(images, List.of(2, 2, 2), new byte[7]);
      case "long" -> Samples.idx(images, List.of(2, 2, 2), new byte[9]);
      case "empty" -> Files.write(images, new byte[0]);
      case "labels" -> Samples.idx(labels, List.of(3), new byte[] {0, 1, 1});
      case "missing" -> Files.delete(labels);
      case "lying" -> {
        Samples.idx(labels, List.of(Integer.MAX_VALUE), new byte[8]);
        Samples.idx(images, List.of(Integer.MAX_VALUE, 1, 1), new byte[8]);
      }
      case "lyingZip" -> {
        Files.delete(images);
        Samples.idx(labels, List.of(Integer.MAX_VALUE), new byte[8]);
        Path zipped = directory.resolve("train-images-idx3-ubyte.gz");
        Samples.idx(zipped, List.of(Integer.MAX_VALUE, 1, 1), new byte[8]);
      }
      case "large" -> {
        Samples.idx(images, List.of(2, 1 << 15, 1 << 15), new byte[0]);
        Samples.extend(images, 16 + (2L << 30));
      }
      default -> {}
    }
    assertThatThrownBy(
            () -> {
              try (ImageSource source = open("train")) {
                source.read(0);
              }
            })
        .isInstanceOf(DataException.class)
        .hasMessageContaining(damageAndMessage.substring(damage.length() + 2));
  }

  @Test
  void damagedCifarFilesAreRefused() throws IOException {
    Path file = directory.resolve("data_batch_1.bin");
    Files.write(file, new byte[3074]);
    refused("train").hasMessageContaining("has 3074 bytes, which is not a whole number of images");
    Files.write(file, new byte[0]);
    refused("train").hasMessageContaining("has 0 bytes");
    byte[] record = new byte[3073];
    record[0] = 11;
    Files.write(file, record);
    refused("train").hasMessageContaining("image 0 of").hasMessageContaining("has label 11");
    Files.write(directory.resolve("test_batch.bin"), new byte[3073]);
    refused(".").hasMessageContaining("holds both training and test images. Write ./train");
  }

  @Test
  void aFolderOfTwoFormsIsRefused() throws IOException {
    Samples.folder(directory, Map.of("cat", 1));
    Files.write(directory.resolve("data_batch_1.bin"), new byte[3073]);
    refused(".").hasMessageContaining("can be read in more than one way");
  }

  private AbstractThrowableAssert<?, ?> refused(String text) {
    return assertThatThrownBy(() -> open(text).close()).isInstanceOf(DataException.class);
  }

  private ImageSource open(String text) {
    return DataForms.open(location(directory, text));
  }

  private static List<String> names(ImageSource source) {
    return IntStream.range(0, source.labels().length()).mapToObj(source::name).toList();
  }
}
