package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.TrialEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs of one order that are killed at random moments, the program, a worker or both, and resumed.
 */
final class KilledRuns {

  /** What a process ends with that is killed by SIGKILL. */
  private static final int KILLED = 137;

  /** So many kills hit each of the victims, whatever moments are drawn. */
  private static final int ENOUGH = 9;

  private final Path folder;
  private final List<String> order;
  private final int most;
  private final RunFolder undisturbed;
  private final SplittableRandom random = new SplittableRandom(11);
  private final Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
  private Duration startUp = Duration.ZERO;
  private Duration duration = Duration.ZERO;
  private int goneOn;

  /**
   * Prepares to kill.
   *
   * @param folder where the runs are made
   * @param order words of a command that makes a run, without its place and name
   * @param most kills
   */
  KilledRuns(Path folder, List<String> order, int most) {
    this.folder = folder;
    this.order = List.copyOf(order);
    this.most = most;
    this.undisturbed = new RunFolder(folder.resolve("undisturbed"));
  }

  /** What is killed. */
  private enum Victim {
    PROGRAM("the program"),
    WORKER("a worker"),
    BOTH("both at once");

    private final String words;

    Victim(String words) {
      this.words = words;
    }
  }

  /** Makes the run that nobody kills. */
  private void runUndisturbed() throws IOException, InterruptedException {
    Stopwatch watch = Stopwatch.createStarted(Ticker.systemTicker());
    Process process = Program.start(log(), make(undisturbed));
    while (process.isAlive() && !hasBegun(undisturbed)) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    startUp = watch.elapsed();
    assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(() -> Program.endOf(log())).isEqualTo(Exit.DONE);
    duration = watch.elapsed();
  }

  private static boolean hasBegun(RunFolder run) throws IOException {
    return Files.exists(run.journal())
        && Journal.events(run.journal()).stream().anyMatch(TrialEvent.Begun.class::isInstance);
  }

  private Path log() {
    return folder.resolve("log.txt");
  }

  private List<String> make(RunFolder run) {
    return ImmutableList.<String>builder()
        .addAll(order)
        .add("--runs", folder.toString(), "--name", run.name())
        .build();
  }

  /**
   * Kills and resumes runs of the order until there were enough kills, and every run that was begun
   * has ended.
   */
  void assertFindTheSame() throws IOException, InterruptedException {
    runUndisturbed();
    int runs = 0;
    boolean ended = true;
    RunFolder run = undisturbed;
    while (!ended || killed() < most) {
      if (ended) {
        run = new RunFolder(folder.resolve("disturbed-" + ++runs));
      }
      ended = session(run);
      if (ended) {
        assertFoundTheSame(run);
        System.out.printf("%s found the same as the undisturbed run%n", run.name());
      }
    }
    System.out.print(summary(runs));
    if (most >= ENOUGH) {
      assertThat(kills).as("what was killed").hasSize(Victim.values().length);
    }
  }

  /** What is left to be said when nothing was found wrong. */
  private String summary(int runs) {
    return """
        Killed and resumed:
          kills        %d: %s
          runs         %d, each from its first to its last line
          differences  0 in results.json and in the best weights; no evaluation lost or doubled
          progress     %d times a trial had a checkpoint, and none began before it
          time         %d s of a run that nobody kills
        """
        .formatted(
            killed(),
            kills.entrySet().stream()
                .map(kill -> "%d of %s".formatted(kill.getValue(), kill.getKey().words))
                .collect(Collectors.joining(", ")),
            runs,
            goneOn,
            duration.toSeconds());
  }

  private int killed() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Goes on with a run until it ends or is killed; returns whether it ended. */
  private boolean session(RunFolder run) throws IOException, InterruptedException {
    List<Checkpoints> seen = new ArrayList<>(List.of(Checkpoints.of(run)));
    Process process = Program.start(log(), goOn(run));
    Victim wanted = nextVictim();
    if (!endsInTime(process) && (wanted == Victim.PROGRAM || getsWorkers(process))) {
      Victim victim = kill(wanted, process, run);
      seen.add(Checkpoints.of(run));
      // A trial whose worker is killed twice has failed, so the second victim is the program.
      if (victim == Victim.WORKER && !endsInTime(process)) {
        kill(Victim.PROGRAM, process, run);
      }
    }
    int status = process.waitFor();
    for (Checkpoints checkpoints : seen) {
      goneOn += checkpoints.assertUsed(run);
    }
    assertThat(status).as(() -> Program.endOf(log())).isIn(Exit.DONE, KILLED);
    return status == Exit.DONE;
  }

  /** All are killed about as often: the one that was killed least so far. */
  private Victim nextVictim() {
    return Arrays.stream(Victim.values())
        .min(Comparator.comparingInt(victim -> kills.getOrDefault(victim, 0)))
        .orElseThrow();
  }

  /** Waits for workers that could be killed; returns whether there are any before the end. */
  private static boolean getsWorkers(Process program) throws InterruptedException {
    while (program.isAlive() && program.children().findAny().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return program.isAlive();
  }

  /** Lets a process live for a while; returns whether it ended by itself. */
  private boolean endsInTime(Process process) throws InterruptedException {
    if (killed() >= most) {
      return process.waitFor(15, TimeUnit.MINUTES);
    }
    // In proportion to this machine's speed: some die while they start, most soon after.
    Duration longest = startUp.plus(duration.minus(startUp).dividedBy(3));
    long life = random.nextLong(startUp.toMillis() / 5, longest.toMillis());
    return process.waitFor(life, TimeUnit.MILLISECONDS);
  }

  private Victim kill(Victim wanted, Process program, RunFolder run)
      throws IOException, InterruptedException {
    List<ProcessHandle> workers = program.children().toList();
    Victim victim = workers.isEmpty() ? Victim.PROGRAM : wanted;
    // On every system that has signals this is SIGKILL.
    if (victim != Victim.PROGRAM) {
      workers.get(random.nextInt(workers.size())).destroyForcibly();
    }
    if (victim != Victim.WORKER) {
      program.destroyForcibly().waitFor();
    }
    kills.merge(victim, 1, Integer::sum);
    System.out.printf("kill %d, %s: %s%n", killed(), victim, standing(run));
    return victim;
  }

  private List<String> goOn(RunFolder run) {
    // A kill before the run was made leaves nothing, and the run is simply made again.
    return Files.exists(run.path()) ? List.of("resume", run.path().toString()) : make(run);
  }

  private static String standing(RunFolder run) throws IOException {
    return Files.exists(run.path())
        ? "%s has outcomes of %d trials".formatted(run.name(), outcomes(run).size())
        : "%s was not made yet".formatted(run.name());
  }

  private void assertFoundTheSame(RunFolder run) throws IOException {
    assertThat(run.results()).hasSameBinaryContentAs(undisturbed.results());
    assertThat(run.weights().best()).hasSameBinaryContentAs(undisturbed.weights().best());
    if (Files.exists(undisturbed.weights().bestDownscaler())) {
      assertThat(run.weights().bestDownscaler())
          .hasSameBinaryContentAs(undisturbed.weights().bestDownscaler());
    }
    assertThat(outcomes(run))
        .as("no evaluation lost or doubled")
        .containsExactlyInAnyOrderElementsOf(outcomes(undisturbed));
  }

  /** The trials that have an outcome, as often as it is journaled. */
  private static List<Integer> outcomes(RunFolder run) throws IOException {
    return Journal.events(run.journal()).stream()
        .flatMap(
            event ->
                event instanceof Event.Evaluated evaluated
                    ? Stream.of(evaluated.evaluation().number())
                    : event instanceof Event.TrainedInFull trained
                        ? Stream.of(trained.evaluation().number())
                        : Stream.empty())
        .toList();
  }
}
