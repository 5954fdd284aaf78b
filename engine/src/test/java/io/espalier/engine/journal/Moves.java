package io.espalier.engine.journal;

import com.google.common.collect.ImmutableSortedMap;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Choices;
import io.espalier.evaluator.Classification;
import io.espalier.evaluator.Distillation;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.TrainedFile;
import io.espalier.evaluator.TrialEvent;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/** The events of a short run, with all kinds of events and outcomes. */
public final class Moves {

  public static final Architecture SMALL =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 2), new Stage(1, 4, 1.5)));

  public static final Architecture LARGE =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 2), Stage.of(2, 10)))
          .withOption("shortcut", "b");

  private static final Candidate BASE = Candidate.fromScratch(SMALL, "the base");
  private static final Candidate WIDER = Candidate.childOf(0, LARGE, "stage 2 width 4 to 10");
  private static final Candidate DEEPER = Candidate.childOf(0, LARGE, "stage 2 depth 1 to 2");

  private Moves() {}

  /** Returns all events that were in format 1, as {@code journal-1.jsonl} has them. */
  public static List<Event> all() {
    return List.of(
        started(1),
        new Event.Proposed(0, List.of(BASE)),
        new Event.Evaluated(trained(0, BASE, 31)),
        new Event.Proposed(1, List.of(WIDER, DEEPER, WIDER)),
        new Event.Evaluated(failed(1, WIDER, new Outcome.Failed("The training diverged."))),
        new Event.Resumed("0.1.0", OptionalInt.empty()),
        new Event.Evaluated(failed(2, DEEPER, new Outcome.Refused("Over the budget."))),
        new Event.Evaluated(trained(3, WIDER, 33)),
        new Event.TrainedInFull(Event.Role.BASE, trained(4, BASE, 32)),
        new Event.TrainedInFull(Event.Role.WINNER, trained(5, WIDER, 35)),
        new Event.Finished("5f", Optional.empty()));
  }

  /** Returns what came with format 2, as {@code journal-2.jsonl} has it. */
  public static List<Event> sideBySide() {
    Outcome died = new Outcome.Failed("Its worker died twice.", Optional.of("no\nmemory"));
    return List.of(
        started(2),
        new Event.Proposed(0, List.of(BASE)),
        new Event.Evaluated(trained(0, BASE, 31)),
        new Event.Proposed(1, List.of(WIDER, DEEPER, WIDER)),
        new Event.Evaluated(trained(3, WIDER, 33)),
        new TrialEvent.Begun(2, 0, 0),
        new TrialEvent.AttemptLost(2, "its worker was killed by signal 9", Optional.empty()),
        new Event.Resumed("0.1.0", OptionalInt.of(1)),
        new TrialEvent.Begun(2, 1, 7),
        new TrialEvent.AttemptLost(2, "its worker was killed by signal 6", Optional.of("abort")),
        new Event.Evaluated(failed(2, DEEPER, died)),
        new Event.Evaluated(trained(1, WIDER, 32)));
  }

  /** Returns what came with format 3, as {@code journal-3.jsonl} has it. */
  public static List<Event> onRungs() {
    Candidate few = WIDER.trainedFor(OptionalInt.of(2));
    Candidate more = Candidate.childOf(1, LARGE, "goes on").trainedFor(OptionalInt.of(3));
    return List.of(
        started(3),
        new Event.Proposed(0, List.of(BASE)),
        new Event.Evaluated(trained(0, BASE, 31)),
        new Event.Proposed(1, List.of(few)),
        new Event.Evaluated(trained(1, few, 32)),
        new Event.Proposed(2, List.of(more)),
        new Event.Evaluated(trained(2, more, 33)));
  }

  /** Returns the outcome of a network that chooses resolutions. */
  public static List<Event> choosing() {
    Outcome.Trained plain = (Outcome.Trained) trained(0, BASE, 31).outcome();
    Outcome outcome =
        new Outcome.Trained(
            plain.measurement().withChoices(new Choices(List.of(8L, 20L, 12L))),
            plain.weights(),
            plain.timing());
    return List.of(
        started(2),
        new Event.Proposed(0, List.of(BASE)),
        new Event.Evaluated(
            new Evaluation(
                0, BASE, 26216, 396, outcome, OptionalDouble.of(0.775), OptionalLong.of(17_004))),
        new Event.Finished("5f", Optional.of("Trial 0 has grown as far as the budget lets it.")));
  }

  /** Returns the events of a run that looks accuracies up. */
  public static List<Event> lookedUp() {
    return List.of(
        new Event.Started(
            2,
            "c4d9",
            List.of("name=tiny"),
            "/home/ada/specs",
            new Event.Images(new Task(3, 2), 0, 0, 0),
            Optional.empty(),
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.of("7ab1"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        new Event.Proposed(0, List.of(BASE)),
        new Event.Evaluated(
            new Evaluation(
                0, BASE, 26216, 396, new Outcome.LookedUp(0.9125), OptionalDouble.of(0.9125))),
        new Event.Resumed("0.1.0", OptionalInt.empty()),
        new Event.Finished("5f", Optional.of("All 1 trials are spent.")));
  }

  /** Returns a round of many candidates, whose outcomes come in no order at all. */
  public static List<Event> round(int first, int candidates) {
    List<Event> outcomes = new ArrayList<>();
    for (int i = 0; i < candidates; i++) {
      outcomes.add(
          new Event.Evaluated(failed(first + i, WIDER, new Outcome.Failed("It diverged."))));
    }
    Collections.shuffle(outcomes, new Random(3));
    outcomes.add(0, new Event.Proposed(first, Collections.nCopies(candidates, WIDER)));
    return outcomes;
  }

  /** Returns the first event of a search as this program writes it. */
  public static Event.Started started() {
    return started(new Plan.Search());
  }

  /** Returns the first event of a run as this program writes it. */
  public static Event.Started started(Plan plan) {
    return started(plan, new Task(3, 2));
  }

  /** Returns the first event of a run on such images. */
  public static Event.Started started(Plan plan, Task task) {
    return new Event.Started(
        Event.Started.FORMAT,
        "c4d9",
        List.of("search.steps=2"),
        "/home/ada/specs",
        new Event.Images(task, 24, 8, 32),
        Optional.empty(),
        2,
        Optional.of("cpu"),
        Optional.empty(),
        Optional.empty(),
        Optional.of("tiny"),
        Optional.of(plan),
        Optional.empty());
  }

  /** Returns what came with format 4, as {@code journal-4.jsonl} has it. */
  public static List<Event> onTheWay() {
    TrainedFile dense = new TrainedFile(SMALL, "/home/ada/dense.safetensors", "d3");
    Architecture lean = SMALL.withDensities(List.of(Lean.parse("depthwise"), Lean.DENSE));
    Plan plan = new Plan.Lean(dense, lean, true, 512, Optional.of(new Distillation(0.5, 2, 0)));
    Classification fair = new Classification(40, 30, 40, 0.75);
    Notes notes =
        Notes.NONE
            .with("dense", fair)
            .withLayers(
                List.of(
                    new Notes.LeanLayer(
                        "layer1.0.conv1",
                        "stage 1",
                        "depthwise",
                        5184,
                        864,
                        0.5,
                        OptionalDouble.of(0.25),
                        OptionalDouble.of(0.125))))
            .withFile("downscaler", "e1");
    Outcome outcome =
        new Outcome.Trained(
            new Classification(40, 31, 40, 0.6875),
            "ab0",
            new Timing(1.5, 2.25, 96, Optional.of(ImmutableSortedMap.of("teacher", 2.5))),
            Optional.of(notes));
    Candidate made = Candidate.fromScratch(lean, "made lean");
    return List.of(
        started(plan),
        new TrialEvent.Begun(0, 0, 0),
        new TrialEvent.Measured(0, "dense", fair),
        new TrialEvent.EpochEnded(0, 0, 0.875, Optional.of(new Choices(List.of(3L, 5L)))),
        new TrialEvent.EpochEnded(0, 1, 0.8125, Optional.empty()),
        new Event.TrainedInFull(
            Event.Role.WINNER,
            new Evaluation(0, made, 17000, 300, outcome, OptionalDouble.of(0.775))),
        new Event.Finished("5f", Optional.empty()));
  }

  private static Event.Started started(int format) {
    return new Event.Started(
        format,
        "c4d9",
        List.of("search.steps=2", "name=tiny"),
        "/home/ada/specs",
        new Event.Images(new Task(3, 2), 24, 8, 32),
        Optional.empty(),
        2,
        Optional.of("cpu"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Evaluation trained(int number, Candidate candidate, int correct) {
    Outcome outcome =
        new Outcome.Trained(
            new Classification(40, correct, 40, 0.6875), "ab" + number, new Timing(1.5, 2.25, 96));
    return new Evaluation(
        number, candidate, 26216, 396, outcome, OptionalDouble.of(correct / 40.0));
  }

  private static Evaluation failed(int number, Candidate candidate, Outcome outcome) {
    return new Evaluation(number, candidate, 57764, 1320, outcome, OptionalDouble.empty());
  }
}
