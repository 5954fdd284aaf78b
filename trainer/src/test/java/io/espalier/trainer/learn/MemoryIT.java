package io.espalier.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Ticker;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.spec.Augmentation;
import io.espalier.space.spec.Optimizer;
import io.espalier.space.spec.Schedule;
import io.espalier.space.spec.Training;
import io.espalier.trainer.Blobs;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials must leave nothing behind: a search runs thousands of them. */
class MemoryIT {

  private static final Path STATUS = Path.of("/proc/self/status");

  @TempDir private Path folder;

  @Test
  void residentMemoryIsFlatFromTheFifthToTheFortiethTrial() throws IOException {
    assumeTrue(Files.exists(STATUS), "Resident memory is read from /proc, which is not there.");
    Files.createDirectories(folder.resolve("weights"));
    Training training =
        new Training(
            1,
            64,
            new Optimizer.Sgd(0.05, 0.9, true, 5e-4),
            new Schedule.Cosine(),
            0,
            0,
            OptionalDouble.of(0.99),
            Set.of(Augmentation.CROP));
    try (Dataset dataset = Blobs.in(folder, 160)) {
      LocalTrialRunner runner =
          new LocalTrialRunner(
              dataset,
              new WeightsFolder(folder.resolve("weights")),
              Torch.start(1, Optional.of("cpu")),
              Ticker.systemTicker());
      long afterFive = 0;
      for (int number = 0; number < 40; number++) {
        // 4.3M parameters: with momentum and averages, 70 MB that a leak would leave each time.
        Architecture architecture =
            Architecture.of(
                "resnet-cifar", 12, List.of(Stage.of(1, 64), Stage.of(1, 192), Stage.of(1, 448)));
        Trial trial =
            Trial.of(number, architecture, dataset.task(), training, HeldOut.VALIDATION, 1);
        assertThat(runner.run(trial, StoppingAfter.never()))
            .get()
            .isInstanceOf(Outcome.Trained.class);
        Files.delete(new WeightsFolder(folder.resolve("weights")).weights(number));
        if (number == 4) {
          afterFive = residentKilobytes();
        }
      }
      long afterForty = residentKilobytes();
      System.out.printf(
          "resident memory: %,d kB after 5 trials, %,d kB after 40%n", afterFive, afterForty);
      assertThat((double) afterForty).isLessThan(1.1 * afterFive);
    }
  }

  private static long residentKilobytes() throws IOException {
    System.gc();
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
