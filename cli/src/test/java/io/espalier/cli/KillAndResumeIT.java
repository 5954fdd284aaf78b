package io.espalier.cli;

import static io.espalier.cli.Terminal.succeed;

import com.google.common.collect.ImmutableList;
import io.espalier.engine.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills runs at random moments, the program, a worker or both, and resumes them: they must find
 * what they would have found, without training anything again that a checkpoint has.
 *
 * <p>{@code mvn verify -Psurvival} kills searches 50 times, and the others 20 times each.
 */
class KillAndResumeIT {

  private static final int KILLS = Integer.getInteger("espalier.kills", 9);
  private static final int KILLS_OF_EACH = Integer.getInteger("espalier.kills.each", 2);

  private static final List<String> WORKERS = List.of("--workers", "2", "--threads", "1");

  @TempDir private Path folder;

  @Test
  void searchesThatAreKilledAgainAndAgainFindTheSame() throws IOException, InterruptedException {
    List<String> search =
        ImmutableList.<String>builder()
            .add("search", Program.spec("quickstart.yaml"))
            .add("--set", "data.limit=800")
            .add("--set", "budget.macs=1.5M")
            .add("--set", "search.steps=2")
            .add("--set", "train.epochs=2")
            .add("--set", "train.averaging=0.9")
            .add("--set", "final.epochs=4")
            .addAll(WORKERS)
            .build();
    new KilledRuns(folder, search, KILLS).assertFindTheSame();
  }

  /** Whatever works on a trained network goes the road of a search. */
  @ParameterizedTest
  @ValueSource(strings = {"lean", "dynamic", "thumb"})
  void whatWorksOnATrainedNetworkFindsTheSame(String command)
      throws IOException, InterruptedException {
    Path spec = Tiny.write(folder);
    succeed(
        "train", spec, "--runs", folder, "--name", "trained", "--workers", 0, WIDE, "--threads", 1);
    Path trained = folder.resolve("trained/weights/best.safetensors");
    List<String> order =
        ImmutableList.<String>builder()
            .add(command, spec.toString(), "--weights", trained.toString())
            .add(WIDE)
            .addAll(LONG)
            .addAll(options(command))
            .addAll(WORKERS)
            .build();
    Path runs = Files.createDirectory(folder.resolve(command));
    new KilledRuns(runs, order, KILLS_OF_EACH).assertFindTheSame();
  }

  /** The smallest predictor of a residual network needs one that is not quite so small. */
  private static final String[] WIDE = {
    "--set", "base.stages=[{depth: 1, width: 8}, {depth: 1, width: 16}]",
    "--set", "space={stages: {width: {to: 32, step: 4}}}",
    "--set", "budget.macs=500k"
  };

  private static final List<String> LONG =
      List.of("--set", "train.epochs=60", "--set", "final.epochs=60");

  private static List<String> options(String command) {
    return switch (command) {
      case "lean" -> List.of("--density", "depthwise", "--distil", "0.5");
      case "dynamic" ->
          List.of(
              "--set",
              "dynamicResolution={scales: [1, 0.5], target: 60%, predictor: 60%, weight: 1}");
      default -> List.of("--set", "thumbnail={scale: 2, downscaler: 20%, lower: 50%}");
    };
  }
}
