package io.espalier.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.engine.fault.RunException;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {

  @ParameterizedTest(name = "after {0} events")
  @CsvSource({
    //  complete rounds, outcomes of the open one (-1: none is open), trial to come, in full,
    // finished
    "1,  0, -1, 0, 0, false",
    "2,  0,  0, 1, 0, false",
    "3,  1, -1, 1, 0, false",
    "4,  1,  0, 4, 0, false",
    "5,  1,  1, 4, 0, false",
    "6,  1,  1, 4, 0, false",
    "7,  1,  2, 4, 0, false",
    "8,  2, -1, 4, 0, false",
    "9,  2, -1, 4, 1, false",
    "10, 2, -1, 4, 2, false",
    "11, 2, -1, 4, 2, true"
  })
  void everyBeginningOfAJournalAddsUp(
      int events, int rounds, int done, int nextTrial, int inFull, boolean finished) {
    Replay replay = Replay.of(Moves.all().subList(0, events));
    assertThat(replay.history().rounds()).hasSize(rounds);
    assertThat(replay.open().map(round -> round.done().size()).orElse(-1)).isEqualTo(done);
    assertThat(replay.nextTrial()).isEqualTo(nextTrial);
    assertThat(replay.inFull()).hasSize(inFull);
    assertThat(replay.finished()).isEqualTo(finished);
  }

  @Test
  void evaluationsComeInTheOrderOfTheirTrials() {
    assertThat(Replay.of(Moves.all()).evaluations())
        .extracting(Evaluation::number)
        .containsExactly(0, 1, 2, 3);
    assertThat(Replay.of(Moves.all().subList(0, 7)).evaluations())
        .extracting(Evaluation::number)
        .containsExactly(0, 1, 2);
  }

  @Test
  void theOpenRoundKnowsWhatIsUnfinished() {
    Replay.OpenRound open = Replay.of(Moves.all().subList(0, 5)).open().orElseThrow();
    assertThat(open.unfinished()).containsExactly(2, 3);
    assertThat(open.candidate(2).why()).isEqualTo("stage 2 depth 1 to 2");
  }

  @Test
  void outcomesOfTrialsSideBySideAddUpInTheOrderOfTheTrials() {
    List<Event> moves = Moves.sideBySide();
    Replay.OpenRound open = Replay.of(moves.subList(0, 11)).open().orElseThrow();
    assertThat(open.unfinished()).containsExactly(1);
    assertThat(open.done()).extracting(Evaluation::number).containsExactly(2, 3);
    assertThat(Replay.of(moves).open()).isEmpty();
    assertThat(Replay.of(moves).evaluations())
        .extracting(Evaluation::number)
        .containsExactly(0, 1, 2, 3);
  }

  /** To look through the round for every outcome took hours. */
  @Test
  @Timeout(60)
  void aRoundOfThousandsOfCandidatesAddsUp() {
    int candidates = 20_000;
    List<Event> moves = new ArrayList<>(Moves.all().subList(0, 3));
    moves.addAll(Moves.round(1, candidates));
    Event last = moves.remove(moves.size() - 1);
    Replay.OpenRound open = Replay.of(moves).open().orElseThrow();
    assertThat(open.done()).hasSize(candidates - 1);
    assertThat(open.done()).isSortedAccordingTo(Comparator.comparingInt(Evaluation::number));
    assertThat(open.unfinished()).hasSize(1);
    moves.add(last);
    assertThat(Replay.of(moves).open()).isEmpty();
    assertThat(Replay.of(moves).nextTrial()).isEqualTo(1 + candidates);
    assertThat(Replay.of(moves).evaluations())
        .extracting(Evaluation::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(0, candidates).boxed().toList());
  }

  @Test
  void eventsOutOfOrderAreRefused() {
    List<Event> moves = Moves.all();
    for (List<Event> wrong :
        List.of(
            List.of(moves.get(0), moves.get(2)),
            List.of(moves.get(0), moves.get(1), moves.get(2), moves.get(2)),
            List.of(moves.get(0), moves.get(1), moves.get(4)),
            List.of(moves.get(0), moves.get(3), moves.get(4), moves.get(4)),
            List.of(moves.get(0), moves.get(1), moves.get(3)))) {
      assertThatThrownBy(() -> Replay.of(wrong))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("Put the original journal back, or start the search anew.");
    }
  }
}
