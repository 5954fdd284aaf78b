package io.espalier.trainer.learn;

import io.espalier.evaluator.Measurement;

/** Counts, image by image, how well a network's scores agree with the labels. */
final class Scoring {
  private final int classes;
  private int images;
  private int topOne;
  private int topFive;
  private double loss;

  Scoring(int classes) {
    this.classes = classes;
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
      if (score > right || (score == right && c < label) || Float.isNaN(score - right)) {
        better++;
      }
    }
    return better;
  }

  private double logSumExp(float[] scores, int offset) {
    float most = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      most = Math.max(most, scores[offset + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(scores[offset + c] - most);
    }
    return most + Math.log(sum);
  }

  Measurement measurement() {
    return new Measurement(images, topOne, topFive, loss / images);
  }
}
