package io.espalier.trainer.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsFolderTest {

  @TempDir private Path path;

  @Test
  void whatTrialsNeedNoMoreIsDroppedAndTheirDownscalersToo() throws IOException {
    WeightsFolder folder = new WeightsFolder(path);
    for (int trial = 0; trial < 3; trial++) {
      for (Path file :
          List.of(folder.weights(trial), folder.downscaler(trial), folder.checkpoint(trial))) {
        Files.createFile(file);
      }
    }
    Files.createFile(folder.best());
    Files.createFile(folder.bestDownscaler());
    Files.createFile(path.resolve("best.safetensors123.tmp"));

    folder.keepOnly(Set.of(1), Set.of(2));

    try (Stream<Path> left = Files.list(path)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "best.safetensors",
              "downscaler.safetensors",
              "trial-001.safetensors",
              "trial-001.downscaler.safetensors",
              "trial-002.safetensors",
              "trial-002.downscaler.safetensors",
              "trial-002.checkpoint.safetensors");
    }
  }
}
