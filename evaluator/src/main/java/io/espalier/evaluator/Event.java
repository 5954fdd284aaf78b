package io.espalier.evaluator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.spec.SearchSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything that can happen in a run: a journal keeps it, a worker sends it, a listener shows it.
 *
 * <p>The interface is sealed and readers go through {@link #match}, so that an event which somebody
 * adds and somebody else does not know is a compile error.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Event.Started.class, name = "started"),
  @JsonSubTypes.Type(value = Event.Resumed.class, name = "resumed"),
  @JsonSubTypes.Type(value = Event.Proposed.class, name = "proposed"),
  @JsonSubTypes.Type(value = TrialEvent.Begun.class, name = "begun"),
  @JsonSubTypes.Type(value = TrialEvent.Progressed.class, name = "progressed"),
  @JsonSubTypes.Type(value = TrialEvent.EpochEnded.class, name = "epochEnded"),
  @JsonSubTypes.Type(value = TrialEvent.Measured.class, name = "measured"),
  @JsonSubTypes.Type(value = TrialEvent.AttemptLost.class, name = "attemptLost"),
  @JsonSubTypes.Type(value = Event.Evaluated.class, name = "evaluated"),
  @JsonSubTypes.Type(value = Event.TrainedInFull.class, name = "trainedInFull"),
  @JsonSubTypes.Type(value = Event.Finished.class, name = "finished")
})
public sealed interface Event
    permits Event.Started,
        Event.Resumed,
        Event.Proposed,
        TrialEvent,
        Event.Evaluated,
        Event.TrainedInFull,
        Event.Finished {

  /** Hands this event to its case. */
  void match(Cases cases);

  /** What is done with every kind of event; those of trials have cases of their own. */
  interface Cases {
    void started(Started event);

    void resumed(Resumed event);

    void proposed(Proposed event);

    void evaluated(Evaluated event);

    void trainedInFull(TrainedInFull event);

    void finished(Finished event);

    void ofTrial(TrialEvent event);
  }

  /**
   * The run was made.
   *
   * @param format version of the journal's format
   * @param spec SHA-256 of the spec, with overrides and plan put in, in canonical form
   * @param overrides what was set beside the spec, as in {@code budget.macs=8M}
   * @param directory what locations in the spec are relative to
   * @param images how many images there are to train on, to score on, and to test on
   * @param weights SHA-256 of the file that the base starts from, if it is not drawn
   * @param threads compute threads of a trial, for as long as the run lives
   * @param device what trials run on, if it was chosen
   * @param only the one architecture that is trained, in a run of format 3 or older that searches
   *     nothing; newer ones have a plan
   * @param table SHA-256 of the table that accuracies are looked up in, if nothing is trained
   * @param name what the run's spec is called where it does not say so itself; from format 4 on
   * @param plan what the run does; from format 4 on
   * @param built the spec, if it was built in code and is not a file
   */
  record Started(
      int format,
      String spec,
      List<String> overrides,
      String directory,
      Images images,
      Optional<String> weights,
      int threads,
      Optional<String> device,
      Optional<Architecture> only,
      Optional<String> table,
      Optional<String> name,
      Optional<Plan> plan,
      Optional<SearchSpec> built)
      implements Event {

    /**
     * The format that this program writes, and the newest that it reads. In format 1 the outcomes
     * of a round came in the order of their trials, and attempts were not journaled. Up to format 2
     * no candidate had epochs of its own. Up to format 3 epochs and measurements on the way were
     * not journaled, and a run was a search or the training of one architecture.
     */
    public static final int FORMAT = 4;

    /** Copies the list. */
    public Started {
      overrides = List.copyOf(overrides);
    }

    /** Returns what the run does, whatever the format. */
    public Plan planned() {
      return plan.or(() -> only.map(Plan.Train::new)).orElseGet(Plan.Search::new);
    }

    @Override
    public void match(Cases cases) {
      cases.started(this);
    }
  }

  /**
   * What the images are, by which a data set that was changed is noticed.
   *
   * @param task their channels and classes
   * @param train to learn from
   * @param validation to score candidates on
   * @param test to measure base and winner on
   */
  record Images(Task task, int train, int validation, int test) {

    /** Returns what networks are measured on in the end: test images where there are any. */
    public HeldOut measuredOn() {
      return test > 0 ? HeldOut.TEST : HeldOut.VALIDATION;
    }

    /** Says it in half a sentence. */
    public String summary() {
      return "%d images to train on, %d to validate on and %d to test on, of %d classes in %d channels"
          .formatted(train, validation, test, task.classes(), task.channels());
    }
  }

  /**
   * A process took the run up again.
   *
   * @param program version of Espalier
   * @param threads compute threads of a trial from now on, if they were changed
   */
  record Resumed(String program, OptionalInt threads) implements Event {
    @Override
    public void match(Cases cases) {
      cases.resumed(this);
    }
  }

  /**
   * The searcher proposed a round.
   *
   * @param first number of the first candidate's trial; the others follow
   * @param candidates what is to be tried
   */
  record Proposed(int first, List<Candidate> candidates) implements Event {
    /** Copies the list. */
    public Proposed {
      candidates = List.copyOf(candidates);
    }

    @Override
    public void match(Cases cases) {
      cases.proposed(this);
    }
  }

  /** A candidate has its outcome; those of a round come in the order in which they end. */
  record Evaluated(Evaluation evaluation) implements Event {
    @Override
    public void match(Cases cases) {
      cases.evaluated(this);
    }
  }

  /**
   * Base or winner was trained longer, and measured.
   *
   * @param role which of them
   * @param evaluation what came of it
   */
  record TrainedInFull(Role role, Evaluation evaluation) implements Event {
    @Override
    public void match(Cases cases) {
      cases.trainedInFull(this);
    }
  }

  /** What is trained in full in the end. */
  enum Role {
    /** Where the search started. */
    BASE,
    /** The best that was found within the budget, or the one network that the run is about. */
    WINNER
  }

  /**
   * The run is over, and its results are written.
   *
   * @param results SHA-256 of results.json
   * @param ending why the search ended, if one was made
   */
  record Finished(String results, Optional<String> ending) implements Event {
    @Override
    public void match(Cases cases) {
      cases.finished(this);
    }
  }
}
