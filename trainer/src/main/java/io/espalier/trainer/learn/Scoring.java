package io.espalier.trainer.learn;

import com.google.common.collect.ContiguousSet;
import io.espalier.evaluator.Measurement;
import java.util.Set;

/** Counts, image by image, how well a network's scores agree with the labels. */
final class Scoring {
  private final int classes;
  private final boolean[] counted;
  private int images;
  private int topOne;
  private int topFive;
  private double loss;

  Scoring(int classes) {
    this(classes, ContiguousSet.closedOpen(0, classes));
  }

  /** Scores as if the network knew only some of its classes. */
  Scoring(int classes, Set<Integer> among) {
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
  void add(float[] scores, int[] labels, int size) {
    for (int i = 0; i < size; i++) {
      int offset = i * classes;
      int rank = rank(scores, offset, labels[i]);
      topOne += rank < 1 ? 1 : 0;
      topFive += rank < 5 ? 1 : 0;
      loss += logSumExp(scores, offset) - scores[offset + labels[i]];
    }
    images += size;
  }

  /** The number of classes before the right one; of equal scores the first class wins. */
  private int rank(float[] scores, int offset, int label) {
    float right = scores[offset + label];
    int better = 0;
    for (int c = 0; c < classes; c++) {
      float score = scores[offset + c];
      // A score that is no number never ranks behind the right class.
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

  Measurement measurement() {
    return new Measurement(images, topOne, topFive, loss / images);
  }
}
