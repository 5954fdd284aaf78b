package io.espalier.cli.show;

import io.espalier.space.spec.Quantities;
import io.espalier.trainer.learn.Prediction;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * What a network says of images.
 *
 * @param rows one for each image, in the order that they were given in
 */
public record PredictionTable(List<Row> rows) {

  /** Copies the list. */
  public PredictionTable {
    rows = List.copyOf(rows);
  }

  /**
   * What it says of one image.
   *
   * @param image the file
   * @param output number of the class
   * @param className name of the class
   * @param probability how sure the network is
   * @param resolution height and width that it looked at, in pixels
   * @param macs multiply-accumulates that this took
   */
  public record Row(
      String image, int output, String className, double probability, int resolution, long macs) {}

  /**
   * Puts files and predictions together.
   *
   * @param classes names by output
   */
  public static PredictionTable of(
      List<Path> files, List<Prediction> predictions, SortedMap<Integer, String> classes) {
    return new PredictionTable(
        IntStream.range(0, files.size())
            .mapToObj(i -> row(files.get(i), predictions.get(i), classes))
            .toList());
  }

  private static Row row(Path file, Prediction seen, SortedMap<Integer, String> classes) {
    return new Row(
        file.toString(),
        seen.output(),
        classes.getOrDefault(seen.output(), "class " + seen.output()),
        seen.probability(),
        seen.side(),
        seen.macs());
  }

  /** Lays it out for people. */
  public String text() {
    if (rows.isEmpty()) {
      return "";
    }
    return Tables.of(
        rows,
        List.of(
            Tables.words("image", Row::image),
            Tables.words("class", Row::className),
            Tables.numbers("probability", row -> Figures.percent(row.probability())),
            Tables.numbers("resolution", row -> row.resolution() + " px"),
            Tables.numbers("MACs", row -> Quantities.formatCount(row.macs()))));
  }
}
