package io.espalier.trainer.measure;

import io.espalier.evaluator.Classification;
import java.util.Set;

/** Scores networks that tell classes apart. */
final class ClassScoring implements Scoring {
  private final int classes;
  private final boolean[] counted;
  private int images;
  private int topOne;
  private int topFive;
  private double loss;

  /**
   * @param among the classes that a network may choose from
   */
  ClassScoring(int classes, Set<Integer> among) {
    this.classes = classes;
    this.counted = new boolean[classes];
    among.forEach(c -> counted[c] = true);
  }

  /**
   * Takes in a batch.
   *
   * @param scores N x classes, before softmax
   * @param labels the right class of each image
   */
  @Override
  public void add(float[] scores, int[] labels) {
    for (int i = 0; i < labels.length; i++) {
      int offset = i * classes;
      int rank = rank(scores, offset, labels[i]);
      topOne += rank < 1 ? 1 : 0;
      topFive += rank < 5 ? 1 : 0;
      loss += logSumExp(scores, offset) - scores[offset + labels[i]];
    }
    images += labels.length;
  }

  /** The number of classes before the right one; of equal scores the first class wins. */
  private int rank(float[] scores, int offset, int label) {
    float right = scores[offset + label];
    int better = 0;
    for (int c = 0; c < classes; c++) {
      float score = scores[offset + c];
      // A score that is not a number never ranks behind the right class.
      boolean ahead = score > right || (score == right && c < label) || Float.isNaN(score - right);
      if (counted[c] && ahead) {
        better++;
      }
    }
    return better;
  }

  private double logSumExp(float[] scores, int offset) {
    float most = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      most = counted[c] ? Math.max(most, scores[offset + c]) : most;
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += counted[c] ? Math.exp(scores[offset + c] - most) : 0;
    }
    return most + Math.log(sum);
  }

  @Override
  public Classification measurement() {
    return new Classification(images, topOne, topFive, loss / images);
  }
}
