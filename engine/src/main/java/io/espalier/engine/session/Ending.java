package io.espalier.engine.session;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.hash.Hashing;
import io.espalier.engine.fault.RunException;
import io.espalier.engine.journal.Replay;
import io.espalier.engine.journal.Results;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.json.Json;
import io.espalier.space.spec.SearchSpec;
import io.espalier.trainer.weights.DurableFile;
import io.espalier.trainer.weights.WeightsFile;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes down what a run found, when there is nothing left to do.
 *
 * @param folder files of the run
 * @param spec what was asked for
 * @param started how the run was made
 * @param measuredOn what networks were measured on that were trained in full
 * @param finals what was trained in full
 */
record Ending(
    RunFolder folder,
    SearchSpec spec,
    Event.Started started,
    HeldOut measuredOn,
    FullTraining finals) {

  /** Name of the downscaler's file in the notes of a trial. */
  private static final String DOWNSCALER = "downscaler";

  private static final JsonMapper JSON =
      Json.newMapper().rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Writes the results, and where there are any the best weights.
   *
   * @param why why the search ended, if one was made
   * @return what the journal is told
   * @throws RunException if the winner's training failed
   */
  Event.Finished write(Replay replay, Optional<String> why) throws IOException {
    Evaluation winner = finals.winner(replay);
    if (winner.trained().isPresent()) {
      keepBest(winner.number(), winner.trained().get());
    }
    byte[] bytes =
        JSON.writeValueAsBytes(
            Results.of(spec, started, replay, finals.base(replay), winner, why, measuredOn));
    DurableFile.write(folder.results(), bytes);
    return new Event.Finished(Hashing.sha256().hashBytes(bytes).toString(), why);
  }

  private void keepBest(int winner, Outcome.Trained trained) throws IOException {
    WeightsFolder weights = folder.weights();
    keep(weights.weights(winner), weights.best(), trained.weights());
    String downscaler =
        trained.notes().map(Notes::files).map(files -> files.get(DOWNSCALER)).orElse("");
    if (!downscaler.isEmpty()) {
      keep(weights.downscaler(winner), weights.bestDownscaler(), downscaler);
    }
  }

  private static void keep(Path from, Path to, String sha256) throws IOException {
    // It is gone where the run was finished before, and its journal lost its last line.
    if (Files.exists(from)) {
      DurableFile.copy(from, to);
    }
    WeightsFile.verify(to, sha256);
  }
}
