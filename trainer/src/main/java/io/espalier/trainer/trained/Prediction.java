package io.espalier.trainer.trained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.macs.MacLedger;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.data.Upload;
import io.espalier.trainer.dynamic.DynamicClassifier;
import io.espalier.trainer.network.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a network says of one image.
 *
 * @param output the class, counted from 0
 * @param probability how sure it is
 * @param side height and width that it looked at, in pixels
 * @param macs multiply-accumulates that this took, the predictor's included
 */
public record Prediction(int output, double probability, int side, long macs) {

  private static final int BATCH = 64;

  /** Returns what a network says of all images of a set, in their order. */
  public static List<Prediction> of(
      TrainedNetwork trained, ImageSet images, Normalisation normalisation, NDManager manager) {
    List<Prediction> predictions = new ArrayList<>();
    if (images.size() == 0) {
      return predictions;
    }
    try (Batches batches = Batches.inOrder(images, normalisation, BATCH)) {
      while (batches.hasNext()) {
        Batch next = batches.next();
        try (NDManager scratch = manager.newSubManager()) {
          predictions.addAll(of(trained, next, scratch));
        }
      }
    }
    return predictions;
  }

  private static List<Prediction> of(TrainedNetwork trained, Batch batch, NDManager manager) {
    Optional<DynamicPlan> plan = trained.dynamic();
    if (plan.isEmpty()) {
      NDArray input = Upload.images(batch, manager);
      float[] scores = trained.network().forward(input, Pass.INFERENCE).toFloatArray();
      int side = trained.network().blueprint().inputShape().height();
      long macs = MacLedger.macs(trained.network().blueprint());
      int classes = trained.network().blueprint().task().classes();
      return rows(scores, classes).stream().map(row -> of(row, side, macs)).toList();
    }
    DynamicClassifier.Answers answers = trained.classifier().orElseThrow().classify(batch, manager);
    List<float[]> rows = rows(answers.scores(), trained.network().blueprint().task().classes());
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int chosen = answers.chosen()[i];
      predictions.add(
          of(
              rows.get(i),
              plan.get().sides().get(chosen),
              plan.get().macs()[chosen] + plan.get().predictorMacs()));
    }
    return predictions;
  }

  private static List<float[]> rows(float[] scores, int columns) {
    List<float[]> rows = new ArrayList<>();
    for (int from = 0; from < scores.length; from += columns) {
      rows.add(Arrays.copyOfRange(scores, from, from + columns));
    }
    return rows;
  }

  /** The class of the highest score, the first of equal ones, with its softmax. */
  private static Prediction of(float[] scores, int side, long macs) {
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - scores[best]);
    }
    return new Prediction(best, 1 / sum, side, macs);
  }
}
