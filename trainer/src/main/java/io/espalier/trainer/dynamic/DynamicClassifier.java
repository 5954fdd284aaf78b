package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.ImmutableIntArray;
import io.espalier.evaluator.Choices;
import io.espalier.evaluator.Measurement;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Excerpts;
import io.espalier.trainer.measure.HeldOutImages;
import io.espalier.trainer.measure.Scoring;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * Classifies images, each in the resolution that the predictor finds best; without noise, so equal
 * images get equal answers.
 */
public final class DynamicClassifier {

  private final Network network;
  private final int resolutions;
  private final Excerpts excerpts = new Excerpts();

  /**
   * @param network the classifier at each resolution, then the predictor; stays the caller's
   * @param resolutions how many there are to choose from
   */
  public DynamicClassifier(Network network, int resolutions) {
    this.network = network;
    this.resolutions = resolutions;
  }

  /**
   * The results of a batch, in its order.
   *
   * @param scores images x classes, before softmax
   * @param chosen resolution of each image
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as records.
  public record Answers(float[] scores, int[] chosen) {}

  /** Returns how many resolutions there are to choose from. */
  public int resolutions() {
    return resolutions;
  }

  /** Returns how many classes it tells apart. */
  public int classes() {
    return network.blueprint().task().classes();
  }

  /** Measures it on images, and what it chooses. */
  public Measurement measure(HeldOutImages images, NDManager manager) {
    AtomicReference<Choices> choices = new AtomicReference<>(Choices.none(resolutions));
    Measurement measurement =
        images.measure(
            (batch, scratch) -> {
              Answers answers = classify(batch, scratch);
              choices.set(choices.get().with(answers.chosen()));
              return answers.scores();
            },
            Scoring.of(network.blueprint().task()),
            manager);
    return measurement.withChoices(choices.get());
  }

  /**
   * Classifies a batch.
   *
   * @param manager whose device the network is on
   */
  public Answers classify(Batch batch, NDManager manager) {
    int[] chosen = choose(batch, manager);
    return new Answers(classify(batch, chosen, manager), chosen);
  }

  /** Returns the resolution for each image. */
  public int[] choose(Batch batch, NDManager manager) {
    ImmutableIntArray all = ImmutableIntArray.copyOf(IntStream.range(0, batch.images()));
    return Groups.argmax(scores(resolutions, batch, all, manager), resolutions);
  }

  /**
   * Classifies a batch in given resolutions.
   *
   * @return images x classes, before softmax, in the order of the batch
   */
  public float[] classify(Batch batch, int[] chosen, NDManager manager) {
    int classes = classes();
    float[] scores = new float[chosen.length * classes];
    Groups groups = Groups.of(chosen, resolutions);
    for (int r = 0; r < resolutions; r++) {
      ImmutableIntArray members = groups.members(r);
      if (!members.isEmpty()) {
        float[] part = scores(r, batch, members, manager);
        for (int i = 0; i < members.length(); i++) {
          System.arraycopy(part, i * classes, scores, members.get(i) * classes, classes);
        }
      }
    }
    return scores;
  }

  private float[] scores(int way, Batch batch, ImmutableIntArray members, NDManager manager) {
    try (NDManager scratch = manager.newSubManager()) {
      int side = network.blueprint(way).inputShape().height();
      NDArray input = excerpts.of(batch, members, side, scratch);
      return network.forward(way, input, Pass.INFERENCE).toFloatArray();
    }
  }
}
