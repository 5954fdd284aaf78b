package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.TrialEvent;
import io.espalier.trainer.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the trials of a run were at some moment, by their checkpoints.
 *
 * @param events lines of the journal at that moment
 * @param batches for every trial with a checkpoint, how far it is
 */
record Checkpoints(int events, Map<Integer, Position> batches) {

  /** How far a training is. */
  record Position(int epoch, int batch) {
    boolean isBefore(Position other) {
      return epoch < other.epoch || (epoch == other.epoch && batch < other.batch);
    }
  }

  /** Looks at a run, which another process may be working on, and which may not exist yet. */
  static Checkpoints of(RunFolder run) throws IOException {
    Map<Integer, Position> batches = new HashMap<>();
    if (!Files.exists(run.journal())) {
      return new Checkpoints(0, batches);
    }
    for (int trial = 0; trial < 100; trial++) {
      Path file = run.weights().checkpoint(trial);
      if (Files.exists(file)) {
        try {
          Map<String, String> metadata = SafetensorsFile.open(file).metadata();
          batches.put(
              trial,
              new Position(
                  Integer.parseInt(metadata.get("epoch")),
                  Integer.parseInt(metadata.get("batch"))));
        } catch (NoSuchFileException e) {
          // Its trial has just ended.
        }
      }
    }
    return new Checkpoints(Journal.events(run.journal()).size(), batches);
  }

  /**
   * Checks that whatever was begun since then went on from where its checkpoint was.
   *
   * @return how many trials that was
   */
  int assertUsed(RunFolder run) throws IOException {
    if (!Files.exists(run.journal())) {
      return 0;
    }
    int used = 0;
    List<Event> all = Journal.events(run.journal());
    for (Event event : all.subList(events, all.size())) {
      if (event instanceof TrialEvent.Begun begun && batches.containsKey(begun.trial())) {
        Position checkpoint = batches.get(begun.trial());
        assertThat(new Position(begun.epoch(), begun.batch()).isBefore(checkpoint))
            .as("%s, though there was a checkpoint at %s", begun, checkpoint)
            .isFalse();
        used++;
      }
    }
    return used;
  }
}
