package io.espalier.space.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.space.Task;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found wrong once the images were looked at. */
class TaskChecksTest {

  private static final Task GREY = new Task(1, 10);

  @TempDir Path folder;

  @Test
  void theQuickStartIsInOrder() {
    assertThat(Specs.read(folder, Specs.QUICKSTART).problems(GREY)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      maxCharsPerColumn = 1000,
      textBlock =
          """
          budget.macs=2M        | budget.macs: The base costs 2.36M MACs (2,364,864), the budget is 2M (1,940,000 to 2,060,000 with its tolerance), so that nothing can grow. Raise the budget, or make the base smaller.
          budget.macs=2364864   | budget.macs: The base costs 2.36M MACs (2,364,864), the budget is 2.36M (2,293,919 to 2,435,809 with its tolerance), so that nothing can grow. Raise the budget, or make the base smaller.
          budget.macs=900G      | budget.macs: The largest network of this space has
          budget.parameters=10k | budget.parameters: The base has
          """)
  void aBudgetThatCannotBeMetIsRefused(String override, String message) {
    assertThat(Specs.read(folder, Specs.QUICKSTART, override).problems(GREY))
        .singleElement()
        .asString()
        .startsWith("--set " + override + ": " + message);
  }

  @Test
  void channelsAndClassesCount() {
    String yaml = Specs.QUICKSTART.replace("limit: 6000", "mean: [0.5]\n  standardDeviation: [1]");
    assertThat(Specs.read(folder, yaml).problems(Task.CIFAR_10))
        .singleElement()
        .hasToString(
            folder.resolve("spec.yaml")
                + ":7:9: data.mean: Mean and standard deviation do not have one number for each"
                + " channel of the images (3). Write as many numbers as there are channels, or"
                + " leave both out.");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          thumbnail={scale: 4, stage: 4}           | There is no stage 4 whose features could be compared.
          thumbnail={scale: 2, downscaler: 0.0001} | No downscaler costs at most 236 MACs
          """)
  void thumbnailsThatTheNetworkCannotReadAreRefused(String override, String message) {
    assertThat(Specs.read(folder, Specs.QUICKSTART, override).problems(GREY))
        .singleElement()
        .asString()
        .startsWith("--set " + override + ": thumbnail: " + message);
  }

  @Test
  void aLargestNetworkThatCannotBeDrawnIsNoProblem() {
    // With these shortcuts widths must not fall, so that not all can be at their largest.
    assertThat(
            Specs.read(
                    folder,
                    Specs.QUICKSTART,
                    "base.options.shortcut=a",
                    "space.stages=[{width: {to: 64}}, {width: {to: 64}}, {width: {to: 33}}]",
                    "budget.macs=900G")
                .problems(GREY))
        .isEmpty();
  }
}
