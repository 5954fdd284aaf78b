package io.espalier.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import io.espalier.evaluator.Choices;
import io.espalier.evaluator.Notes;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.json.Json;
import io.espalier.space.spec.Training;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.objective.Lesson;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsException;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Everything that a training carries from one step to the next: a checkpoint of it goes on exactly
 * where it stopped.
 *
 * <p>Owns the network, the optimizer's vectors and the averages, and closes them.
 */
final class TrainingState implements AutoCloseable {

  /** Changes when a checkpoint of an older program could not be read any more. */
  private static final int FORMAT = 1;

  private static final String NAMED = "espalier-checkpoint-";

  /** What was found on the way, where there is anything. */
  private static final String NOTES = "notes";

  private static final JsonMapper JSON = Json.newMapper();

  /** Begins the names of vectors that are not the network's. */
  private static final String CARRIED = "espalier.training.";

  private final NDManager manager;
  private final Network network;
  private final Descent descent;
  private final Optional<MovingAverage> average;
  private Progress progress;

  /**
   * How far a training is.
   *
   * @param epoch running epoch, counted from 0
   * @param batch batches of it that are done
   * @param step steps in all epochs that are done
   * @param lossSum sum of the batches' mean losses in the running epoch, in nats
   * @param choices resolutions chosen in the running epoch, by a network that chooses
   */
  record Progress(int epoch, int batch, long step, double lossSum, Optional<Choices> choices) {

    static Progress begin(Optional<Choices> none) {
      return new Progress(0, 0, 0, 0, none);
    }

    Progress afterBatch(Lesson lesson) {
      return new Progress(
          epoch,
          batch + 1,
          step + 1,
          lossSum + lesson.loss(),
          choices.map(all -> all.with(lesson.chosen())));
    }

    Progress afterEpoch() {
      return new Progress(
          epoch + 1, 0, step, 0, choices.map(all -> Choices.none(all.images().size())));
    }
  }

  /**
   * Begins a training.
   *
   * @param ways the network, or several that share weights, see {@link Network}
   * @param resolutions how many the network chooses from, if it does
   */
  TrainingState(
      List<Blueprint> ways,
      Weights start,
      Training training,
      OptionalInt resolutions,
      NDManager parent) {
    progress = Progress.begin(resolutions.stream().mapToObj(Choices::none).findFirst());
    manager = parent.newSubManager();
    network = new Network(ways, start, manager);
    descent = Descent.of(training.optimizer(), start.layout(), manager);
    average =
        training.averaging().stream()
            .mapToObj(decay -> new MovingAverage(decay, network.vectors(), manager))
            .findFirst();
  }

  Network network() {
    return network;
  }

  NDManager manager() {
    return manager;
  }

  Progress progress() {
    return progress;
  }

  /** Moves the weights against their gradient. */
  void step(NDArray gradient, double rate, Lesson lesson) {
    if (lesson.paces().isPresent()) {
      PacedStep.take(descent, network.learned(), gradient, rate, lesson.paces().get());
    } else {
      descent.step(network.learned(), gradient, rate);
    }
    average.ifPresent(a -> a.update(network.vectors(), progress.step()));
    progress = progress.afterBatch(lesson);
  }

  void endEpoch() {
    progress = progress.afterEpoch();
  }

  /** Puts the averages, where there are any, into the network: what is measured and kept. */
  void finish() {
    average.ifPresent(
        a ->
            network.load(
                new Weights(
                    network.layout(),
                    a.state().get(0).toFloatArray(),
                    a.state().get(1).toFloatArray())));
  }

  /**
   * Writes a checkpoint, all or nothing.
   *
   * @param trial what it is written for
   * @param notes what was found until now
   */
  void save(Path file, String trial, Notes notes) throws IOException {
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .weights(network.weights())
            .metadata("format", NAMED + FORMAT)
            .metadata("trial", trial)
            .metadata("epoch", Integer.toString(progress.epoch()))
            .metadata("batch", Integer.toString(progress.batch()))
            .metadata("step", Long.toString(progress.step()))
            .metadata("lossSum", Double.toString(progress.lossSum()));
    if (!notes.equals(Notes.NONE)) {
      writer.metadata(NOTES, JSON.writeValueAsString(notes));
    }
    progress
        .choices()
        .ifPresent(all -> writer.metadata("chosen", Joiner.on(' ').join(all.images())));
    List<NDArray> carried = carried();
    for (int i = 0; i < carried.size(); i++) {
      float[] values = carried.get(i).toFloatArray();
      writer.tensor(carriedName(i), List.of(values.length), values);
    }
    writer.write(file);
  }

  /**
   * Goes back to a checkpoint.
   *
   * @param trial what it must have been written for
   * @return what had been found until then
   * @throws WeightsException if it is not one of this trial
   */
  Notes restore(Path file, String trial) throws IOException {
    SafetensorsFile checkpoint = SafetensorsFile.open(file);
    refuseNewer(checkpoint);
    expect(checkpoint, "format", NAMED + FORMAT);
    expect(checkpoint, "trial", trial);
    Progress reached = progress(checkpoint);
    Notes notes = notes(checkpoint);
    network.load(WeightsFile.read(checkpoint, network.layout(), name -> name.startsWith(CARRIED)));
    List<NDArray> carried = carried();
    for (int i = 0; i < carried.size(); i++) {
      SafetensorsFile.Entry entry = checkpoint.entries().get(carriedName(i));
      if (entry == null || !entry.dims().equals(List.of(carried.get(i).size()))) {
        throw new WeightsException(file + " lacks the optimizer's vector " + carriedName(i) + ".");
      }
      Network.fill(carried.get(i), checkpoint.read(entry));
    }
    progress = reached;
    return notes;
  }

  private static void refuseNewer(SafetensorsFile checkpoint) {
    String found = checkpoint.metadata().getOrDefault("format", "");
    if (found.matches(NAMED + "[0-9]{1,9}")
        && Integer.parseInt(found.substring(NAMED.length())) > FORMAT) {
      throw new WeightsException(
          "The checkpoint %s was made by a newer Espalier (%s; this one reads up to %s). Use that one."
              .formatted(checkpoint.file(), found, NAMED + FORMAT));
    }
  }

  private static Progress progress(SafetensorsFile checkpoint) {
    Map<String, String> metadata = checkpoint.metadata();
    try {
      return new Progress(
          Integer.parseUnsignedInt(metadata.get("epoch")),
          Integer.parseUnsignedInt(metadata.get("batch")),
          Long.parseUnsignedLong(metadata.get("step")),
          Double.parseDouble(metadata.getOrDefault("lossSum", "")),
          Optional.ofNullable(metadata.get("chosen")).map(TrainingState::choices));
    } catch (NumberFormatException e) {
      throw new WeightsException(
          "The checkpoint %s does not say how far it is. Delete it to train this trial anew."
              .formatted(checkpoint.file()),
          e);
    }
  }

  private static Notes notes(SafetensorsFile checkpoint) {
    String text = checkpoint.metadata().get(NOTES);
    try {
      return text == null ? Notes.NONE : JSON.readValue(text, Notes.class);
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          "The checkpoint %s does not say what was found on the way: %s. Delete it to train this trial anew."
              .formatted(checkpoint.file(), e.getOriginalMessage()),
          e);
    }
  }

  private static Choices choices(String counts) {
    return new Choices(Splitter.on(' ').splitToStream(counts).map(Long::valueOf).toList());
  }

  private static void expect(SafetensorsFile checkpoint, String key, String value) {
    String found = checkpoint.metadata().get(key);
    if (!value.equals(found)) {
      throw new WeightsException(
          "The checkpoint %s has the %s '%s', expected '%s'. Delete it to train this trial anew."
              .formatted(checkpoint.file(), key, found, value));
    }
  }

  /** The vectors beside the weights: the optimizer's, then the averages. */
  private List<NDArray> carried() {
    List<NDArray> averages = average.map(MovingAverage::state).orElse(List.of());
    return Stream.concat(descent.state().stream(), averages.stream()).toList();
  }

  private static String carriedName(int index) {
    return CARRIED + index;
  }

  @Override
  public void close() {
    manager.close();
  }
}
