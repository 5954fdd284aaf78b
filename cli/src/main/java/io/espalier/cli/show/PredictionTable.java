package io.espalier.cli.show;

import io.espalier.engine.Classifier.Answer;
import io.espalier.space.spec.Quantities;
import java.util.List;

/** Lays out what a network sees in images. */
public final class PredictionTable {

  private PredictionTable() {}

  /** Returns a line for each image. */
  public static String of(List<Answer> answers) {
    if (answers.isEmpty()) {
      return "";
    }
    return Tables.of(
        answers,
        List.of(
            Tables.words("image", Answer::image),
            Tables.words("class", Answer::className),
            Tables.numbers("probability", answer -> Figures.percent(answer.probability())),
            Tables.numbers("resolution", answer -> answer.resolution() + " px"),
            Tables.numbers("MACs", answer -> Quantities.formatCount(answer.macs()))));
  }
}
