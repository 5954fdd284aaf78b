package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.space.spec.Data;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that cannot be a dataset: all that is wrong is named at once. */
class DatasetRefusalTest {

  @TempDir private Path directory;

  @BeforeEach
  void writeImages() throws IOException {
    Samples.folder(directory.resolve("train"), Map.of("cat", 8, "dog", 12));
    Samples.folder(directory.resolve("test"), Map.of("cat", 3, "dog", 2));
  }

  @Test
  void unreadableImagesAreAllNamed() throws IOException {
    damage("train/cat/1.png", "train/dog/10.png", "test/dog/0.png");
    refused(DataSample.of("train").test("test").build())
        .hasMessage(
            """
            data.train: 2 of 20 images cannot be read:
              cat/1.png is truncated: the PNG has no end
              dog/10.png is truncated: the PNG has no end
            Repair or remove them, or set data.skipUnreadable: true to leave them out.
            data.test: 1 of 5 images cannot be read:
              dog/0.png is truncated: the PNG has no end
            Repair or remove them, or set data.skipUnreadable: true to leave them out.""");
  }

  @Test
  void manyUnreadableImagesAreCounted() throws IOException {
    damage(IntStream.range(0, 12).mapToObj(i -> "train/dog/" + i + ".png").toArray(String[]::new));
    refused(DataSample.of("train").build())
        .hasMessageContaining("12 of 20 images cannot be read:")
        .hasMessageContaining("\n  and 2 more\n");
  }

  @Test
  void whenNothingCanBeReadThatIsSaid() throws IOException {
    for (int i = 0; i < 12; i++) {
      damage("train/dog/" + i + ".png");
      damage("train/cat/" + i % 8 + ".png");
    }
    refused(DataSample.of("train").build())
        .hasMessageContaining("none of the 15 images can be read");
  }

  @Test
  void imagesThatAreNoSquaresNeedASide() throws IOException {
    for (String name : List.of("a", "b")) {
      Files.createDirectories(directory.resolve("wide/" + name));
      Files.write(directory.resolve("wide/" + name + "/0.png"), Samples.png(12, 9, 1));
      Files.write(directory.resolve("wide/" + name + "/1.png"), Samples.png(12, 9, 2));
    }
    refused(DataSample.of("wide").build())
        .hasMessageContaining("is 12 x 9 (width x height), which is no");
  }

  @Test
  void trainingAndTestNeedTheSameClasses() throws IOException {
    Files.move(directory.resolve("test/dog"), directory.resolve("test/wolf"));
    refused(DataSample.of("train").test("test").build())
        .hasMessageContaining("data.test: classes differ")
        .hasMessageContaining("missing [dog], unknown [wolf]");
  }

  @Test
  void aClassOfOneImageCannotBeSplit() throws IOException {
    Samples.folder(directory.resolve("train"), Map.of("emu", 1));
    refused(DataSample.of("train").build()).hasMessageContaining("class 'emu' has one image only");
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
}
