package io.espalier.engine;

import ai.djl.ndarray.NDManager;
import io.espalier.engine.fault.RunException;
import io.espalier.engine.journal.Run;
import io.espalier.trainer.card.ModelCard;
import io.espalier.trainer.data.LooseImages;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.trained.Prediction;
import io.espalier.trainer.trained.TrainedNetwork;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A trained network that says what it sees in images. It holds native memory until it is closed,
 * and is used by one thread at a time.
 */
public final class Classifier implements AutoCloseable {

  private final ModelCard card;
  private final NDManager manager;
  private final TrainedNetwork network;

  private Classifier(ModelCard card, NDManager manager, TrainedNetwork network) {
    this.card = card;
    this.manager = manager;
    this.network = network;
  }

  /**
   * What a network says of one image.
   *
   * @param image the file
   * @param output number of the class
   * @param className name of the class
   * @param probability how sure the network is
   * @param resolution height and width that it looked at, in pixels
   * @param macs multiply-accumulates that this took
   */
  public record Answer(
      String image, int output, String className, double probability, int resolution, long macs) {}

  /**
   * What a network says of several images.
   *
   * @param answers one for each image that could be read, in the order that they were given in
   * @param unreadable what is wrong with each of the others
   */
  public record Answers(List<Answer> answers, SortedMap<Path, String> unreadable) {
    /** Copies the list. */
    public Answers {
      answers = List.copyOf(answers);
    }
  }

  /**
   * Loads the network that a run found, on the CPU with one thread.
   *
   * @throws RunException if the run has no winner yet
   * @throws io.espalier.trainer.weights.WeightsException if its weights were changed
   */
  public static Classifier of(Run run) throws IOException {
    return of(run, 1, Optional.of("cpu"));
  }

  /**
   * Loads the network that a run found.
   *
   * @param threads compute threads
   * @param device cpu, gpu, or gpu1 for the second of several; a GPU where there is one, if empty
   * @throws RunException if the run has no winner yet
   * @throws IllegalArgumentException if there is no such device
   */
  public static Classifier of(Run run, int threads, Optional<String> device) throws IOException {
    WeightsFile.verify(run.weights(), run.trainedWinner().trained().orElseThrow().weights());
    return load(run.weights(), threads, device);
  }

  /**
   * Loads a network from the safetensors file that a run kept.
   *
   * @param threads compute threads
   * @param device cpu, gpu, or gpu1 for the second of several; a GPU where there is one, if empty
   * @throws RunException if the file does not say which network it is for
   * @throws IllegalArgumentException if there is no such device
   */
  public static Classifier load(Path weights, int threads, Optional<String> device)
      throws IOException {
    SafetensorsFile file = SafetensorsFile.open(weights);
    ModelCard card =
        ModelCard.read(file)
            .orElseThrow(
                () ->
                    new RunException(
                        "%s does not say which network and which classes it is for. Train with this version of Espalier."
                            .formatted(weights)));
    NDManager manager = Torch.start(threads, device).newManager();
    try {
      return new Classifier(
          card, manager, TrainedNetwork.read(file, card.architecture(), card.task(), manager));
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Returns the names of the classes, by the output that stands for each. */
  public SortedMap<Integer, String> classes() {
    return card.classes();
  }

  /** Says what it sees in images, given as files. */
  public Answers classify(List<Path> images) throws IOException {
    LooseImages read = LooseImages.read(images, card.task().channels(), card.side());
    List<Prediction> predictions =
        Prediction.of(network, read.images(), card.normalisation(), manager);
    List<Answer> answers =
        IntStream.range(0, predictions.size())
            .mapToObj(i -> answer(read.files().get(i), predictions.get(i)))
            .toList();
    Map<Path, String> unreadable = read.unreadable();
    return new Answers(answers, new TreeMap<>(unreadable));
  }

  private Answer answer(Path file, Prediction seen) {
    return new Answer(
        file.toString(),
        seen.output(),
        card.classes().getOrDefault(seen.output(), "class " + seen.output()),
        seen.probability(),
        seen.side(),
        seen.macs());
  }

  @Override
  public void close() {
    network.close();
    manager.close();
  }
}
