package io.espalier.engine.journal;

import io.espalier.engine.fault.RunException;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Event.Role;
import io.espalier.evaluator.History;
import io.espalier.evaluator.TrialEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adds up the events of a journal one by one, without looking through a round for each of its
 * outcomes: rounds may have thousands of candidates. An event to which no run comes is a {@link
 * RunException}.
 */
final class Tally implements Event.Cases {

  private final List<List<Evaluation>> rounds = new ArrayList<>();
  private final SortedMap<Integer, Evaluation> done = new TreeMap<>();
  private final Map<Role, Evaluation> inFull = new EnumMap<>(Role.class);
  private Optional<Event.Proposed> open = Optional.empty();
  private boolean finished;

  @Override
  public void started(Event.Started event) {}

  @Override
  public void resumed(Event.Resumed event) {}

  @Override
  public void proposed(Event.Proposed event) {
    checkOrder(open.isEmpty(), "a round is proposed before the last one is complete");
    open = Optional.of(event);
  }

  @Override
  public void evaluated(Event.Evaluated event) {
    add(event.evaluation());
  }

  @Override
  public void trainedInFull(Event.TrainedInFull event) {
    inFull.put(event.role(), event.evaluation());
  }

  @Override
  public void finished(Event.Finished event) {
    finished = true;
  }

  /** What happens in a trial counts once it has an outcome. */
  @Override
  public void ofTrial(TrialEvent event) {}

  private void add(Evaluation evaluation) {
    int number = evaluation.number();
    checkOrder(
        open.isPresent() && isIn(open.get(), number) && !done.containsKey(number),
        "trial %s has an outcome, but it was not its turn".formatted(number));
    done.put(number, evaluation);
    if (done.size() == open.get().candidates().size()) {
      rounds.add(List.copyOf(done.values()));
      done.clear();
      open = Optional.empty();
    }
  }

  private static boolean isIn(Event.Proposed round, int number) {
    return number >= round.first() && number - round.first() < round.candidates().size();
  }

  private static void checkOrder(boolean right, String wrong) {
    if (!right) {
      throw new RunException(
          "The events of the journal are out of order: %s. Put the original journal back, or start the search anew."
              .formatted(wrong));
    }
  }

  /** Returns what the events add up to so far. */
  Replay total() {
    return new Replay(
        new History(rounds),
        open.map(
            round ->
                new Replay.OpenRound(
                    round.first(), round.candidates(), List.copyOf(done.values()))),
        inFull,
        finished);
  }
}
