package io.espalier.engine.tune;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.space.json.Json;
import io.espalier.trainer.weights.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes down what is measured after every epoch, and tells somebody else who is watching. */
final class EpochNotes implements TrialMonitor {

  private static final JsonMapper JSON = Json.newMapper();
  private static final TypeReference<List<Measurement>> MEASUREMENTS = new TypeReference<>() {};

  private final Path file;
  private final TrialMonitor watching;
  private final List<Measurement> epochs;

  private EpochNotes(Path file, TrialMonitor watching, List<Measurement> epochs) {
    this.file = file;
    this.watching = watching;
    this.epochs = epochs;
  }

  /** Goes on with the notes of a file, or begins them. */
  static EpochNotes in(Path file, TrialMonitor watching) throws IOException {
    List<Measurement> noted =
        Files.exists(file) ? JSON.readValue(file.toFile(), MEASUREMENTS) : List.of();
    return new EpochNotes(file, watching, new ArrayList<>(noted));
  }

  /** Returns what was measured, epoch by epoch. */
  List<Measurement> epochs() {
    return List.copyOf(epochs);
  }

  @Override
  public boolean wantsMeasurements() {
    return true;
  }

  @Override
  public void measured(int epoch, Measurement measurement) {
    // An epoch whose checkpoint was lost is done again, with the same result.
    epochs.subList(Math.min(epoch, epochs.size()), epochs.size()).clear();
    epochs.add(measurement);
    try {
      DurableFile.write(file, JSON.writeValueAsBytes(epochs));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    watching.measured(epoch, measurement);
  }

  @Override
  public boolean stopRequested() {
    return watching.stopRequested();
  }

  @Override
  public void trained(int epoch, int batch, int batches, double imagesPerSecond) {
    watching.trained(epoch, batch, batches, imagesPerSecond);
  }

  @Override
  public void epochEnded(int epoch, double loss) {
    watching.epochEnded(epoch, loss);
  }
}
