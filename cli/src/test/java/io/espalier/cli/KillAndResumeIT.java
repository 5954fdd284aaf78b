package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import io.espalier.cli.run.RunFolder;
import io.espalier.cli.run.RunSummary;
import io.espalier.evaluator.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a search at random moments, and resumes it: it must find what it would have found. */
class KillAndResumeIT {

  private static final int KILLS = 12;
  private static final List<String> SMALL =
      List.of(
          "--set", "data.limit=800",
          "--set", "budget.macs=1.5M",
          "--set", "search.steps=2",
          "--set", "train.epochs=2",
          "--set", "train.averaging=0.9",
          "--set", "final.epochs=3",
          "--threads", "1");

  @TempDir private static Path folder;
  private static Path undisturbed;
  private static long undisturbedMillis;

  @BeforeAll
  static void runUndisturbed() throws IOException, InterruptedException {
    undisturbed = folder.resolve("undisturbed");
    Stopwatch stopwatch = Stopwatch.createStarted();
    assertThat(Program.run(log(), search("undisturbed"))).isEqualTo(Espalier.DONE);
    undisturbedMillis = stopwatch.elapsed(TimeUnit.MILLISECONDS);
  }

  private static Path log() {
    return folder.resolve("log.txt");
  }

  private static List<String> search(String name) {
    return ImmutableList.<String>builder()
        .add("search", Program.spec("quickstart.yaml"))
        .add("--runs", folder.toString(), "--name", name)
        .addAll(SMALL)
        .build();
  }

  @Test
  void aRunThatIsKilledAgainAndAgainFindsTheSame() throws IOException, InterruptedException {
    Path disturbed = folder.resolve("disturbed");
    SplittableRandom random = new SplittableRandom(11);
    int kills = 0;
    boolean ended = false;
    while (!ended) {
      Process process = Program.start(log(), goOn(disturbed));
      if (kills < KILLS) {
        // In proportion to this machine's speed: long enough to get on after the start, short
        // enough that the run does not end before it was killed often.
        long life = random.nextLong(500, Math.max(1000, undisturbedMillis / 4));
        ended = process.waitFor(life, TimeUnit.MILLISECONDS);
      } else {
        process.waitFor();
        ended = true;
      }
      if (!ended) {
        // On every system that has signals this is SIGKILL.
        process.destroyForcibly().waitFor();
        kills++;
        System.out.printf("kill %d: %s%n", kills, standing(disturbed));
      }
    }
    assertThat(kills).as("kills; see %s", log()).isGreaterThanOrEqualTo(10);
    assertThat(disturbed.resolve("results.json"))
        .hasSameBinaryContentAs(undisturbed.resolve("results.json"));
    assertThat(disturbed.resolve("weights/best.safetensors"))
        .hasSameBinaryContentAs(undisturbed.resolve("weights/best.safetensors"));
    assertThat(numbers(disturbed))
        .as("no evaluation lost or doubled")
        .isEqualTo(numbers(undisturbed));
  }

  private List<String> goOn(Path run) {
    // A kill before the run was made leaves nothing, and the search is simply started again.
    return Files.exists(run)
        ? List.of("resume", run.toString())
        : search(run.getFileName().toString());
  }

  private static String standing(Path run) throws IOException {
    return Files.exists(run)
        ? numbers(run).size() + " trials are done"
        : "the run was not made yet";
  }

  private static List<Integer> numbers(Path run) throws IOException {
    return RunSummary.read(RunFolder.existing(run))
        .replay()
        .evaluations()
        .map(Evaluation::number)
        .toList();
  }

  @Test
  void anInterruptedRunStopsWithACheckpointAndStatus130() throws IOException, InterruptedException {
    Path interrupted = folder.resolve("interrupted");
    Process process = Program.start(log(), search("interrupted"));
    Path journal = interrupted.resolve("journal.jsonl");
    while (!Files.exists(journal) || Files.readAllLines(journal).size() < 4) {
      assertThat(process.isAlive()).isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(Espalier.INTERRUPTED);
    assertThat(log()).content().contains("Interrupted. Go on with: espalier resume");
    assertThat(Program.run(log(), List.of("resume", interrupted.toString())))
        .isEqualTo(Espalier.DONE);
    assertThat(interrupted.resolve("results.json"))
        .content()
        .isEqualTo(
            Files.readString(undisturbed.resolve("results.json"))
                .replace("\"undisturbed\"", "\"interrupted\""));
  }
}
