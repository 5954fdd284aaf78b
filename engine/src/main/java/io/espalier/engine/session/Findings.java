package io.espalier.engine.session;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.hash.Hashing;
import io.espalier.engine.journal.Event;
import io.espalier.engine.journal.Event.Role;
import io.espalier.engine.journal.Replay;
import io.espalier.engine.journal.Results;
import io.espalier.engine.journal.RunException;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Task;
import io.espalier.space.json.Json;
import io.espalier.space.spec.SearchSpec;
import io.espalier.trainer.learn.WeightsFolder;
import io.espalier.trainer.weights.DurableFile;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Writes down what a run found, when there is nothing left to do.
 *
 * @param folder files of the run
 * @param spec what was asked for
 * @param task channels and classes
 * @param measuredOn what networks were measured on that were trained in full
 * @param finalists find base and winner where accuracies are looked up
 */
record Findings(
    RunFolder folder, SearchSpec spec, Task task, HeldOut measuredOn, Finalists finalists) {

  private static final JsonMapper JSON =
      Json.newMapper().rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Writes the results, and where there are any the best weights.
   *
   * @param ending why the search ended, if one was made
   * @return what the journal is told
   * @throws RunException if the winner's training failed
   */
  Event.Finished write(Replay replay, Optional<String> ending) throws IOException {
    boolean looksUp = spec.data().table().isPresent();
    byte[] bytes =
        JSON.writeValueAsBytes(looksUp ? lookedUp(replay, ending) : trained(replay, ending));
    DurableFile.write(folder.results(), bytes);
    return new Event.Finished(Hashing.sha256().hashBytes(bytes).toString(), ending);
  }

  private Results lookedUp(Replay replay, Optional<String> ending) {
    return Results.of(
        spec,
        task,
        replay,
        replay.evaluations().findFirst(),
        finalists.winner(replay),
        ending,
        measuredOn);
  }

  private Results trained(Replay replay, Optional<String> ending) throws IOException {
    Evaluation winner = replay.inFull().get(Role.WINNER);
    if (winner.trained().isEmpty()) {
      throw new RunException(
          "The winner's training in full failed: %s".formatted(winner.failure().orElseThrow()));
    }
    keepBest(winner.number(), winner.trained().get().weights());
    return Results.of(
        spec,
        task,
        replay,
        Optional.ofNullable(replay.inFull().get(Role.BASE)),
        winner,
        ending,
        measuredOn);
  }

  private void keepBest(int winner, String sha256) throws IOException {
    WeightsFolder weights = folder.weights();
    // They are gone where the run was finished before, and its journal lost its last line.
    if (Files.exists(weights.weights(winner))) {
      DurableFile.copy(weights.weights(winner), weights.best());
    }
    WeightsFile.verify(weights.best(), sha256);
  }
}
