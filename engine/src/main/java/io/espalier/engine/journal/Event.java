package io.espalier.engine.journal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What happens in a run, as its journal keeps it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Event.Started.class, name = "started"),
  @JsonSubTypes.Type(value = Event.Resumed.class, name = "resumed"),
  @JsonSubTypes.Type(value = Event.Proposed.class, name = "proposed"),
  @JsonSubTypes.Type(value = Event.Begun.class, name = "begun"),
  @JsonSubTypes.Type(value = Event.AttemptLost.class, name = "attemptLost"),
  @JsonSubTypes.Type(value = Event.Evaluated.class, name = "evaluated"),
  @JsonSubTypes.Type(value = Event.TrainedInFull.class, name = "trainedInFull"),
  @JsonSubTypes.Type(value = Event.Finished.class, name = "finished")
})
public sealed interface Event {

  /**
   * The run was made.
   *
   * @param format version of the journal's format
   * @param spec SHA-256 of the spec with its overrides, in canonical form
   * @param overrides what was set on the command line
   * @param directory what locations in the spec are relative to
   * @param images how many images there are to train on, to score on, and to test on
   * @param weights SHA-256 of the file that the base starts from, if it is not drawn
   * @param threads compute threads of a trial, for as long as the run lives
   * @param device what trials run on, if it was chosen
   * @param only the one architecture that is trained, in a run that searches nothing
   * @param table SHA-256 of the table that accuracies are looked up in, if nothing is trained
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
      Optional<String> table)
      implements Event {

    /**
     * The format that this program writes, and the newest that it reads. In format 1 the outcomes
     * of a round came in the order of their trials, and attempts were not journaled. Up to format 2
     * no candidate had epochs of its own.
     */
    public static final int FORMAT = 3;

    /** Copies the list. */
    public Started {
      overrides = List.copyOf(overrides);
    }

    /** A run that trains. */
    public Started(
        int format,
        String spec,
        List<String> overrides,
        String directory,
        Images images,
        Optional<String> weights,
        int threads,
        Optional<String> device,
        Optional<Architecture> only) {
      this(
          format,
          spec,
          overrides,
          directory,
          images,
          weights,
          threads,
          device,
          only,
          Optional.empty());
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
  record Resumed(String program, OptionalInt threads) implements Event {}

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
  }

  /**
   * A trial begins, or goes on from its last checkpoint.
   *
   * @param trial number of the trial
   * @param epoch running epoch, counted from 0
   * @param batch batches of it that are done
   */
  record Begun(int trial, int epoch, int batch) implements Event {}

  /**
   * The worker of a trial died; the trial is tried again, or its outcome says that it failed.
   *
   * @param trial number of the trial
   * @param reason one line, for people
   * @param lastWords what the worker said before, if anything
   */
  record AttemptLost(int trial, String reason, Optional<String> lastWords) implements Event {}

  /** A candidate has its outcome; those of a round come in the order in which they end. */
  record Evaluated(Evaluation evaluation) implements Event {}

  /**
   * Base or winner was trained longer, and measured.
   *
   * @param role which of them
   * @param evaluation what came of it
   */
  record TrainedInFull(Role role, Evaluation evaluation) implements Event {}

  /** What is trained in full in the end. */
  enum Role {
    /** Where the search started. */
    BASE,
    /** The best that was found within the budget. */
    WINNER
  }

  /**
   * The run is over, and its results are written.
   *
   * @param results SHA-256 of results.json
   * @param ending why the search ended, if one was made
   */
  record Finished(String results, Optional<String> ending) implements Event {}
}
