package io.espalier.cli.show;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.function.Function;

/** Makes tables: words to the left, numbers to the right. */
public final class Tables {

  private static final int WIDEST_COLUMN = 100;

  private Tables() {}

  /** Makes a column of words. */
  public static <T> ColumnData<T> words(String header, Function<T, String> value) {
    return column(header, HorizontalAlign.LEFT, value);
  }

  /** Makes a column of numbers. */
  public static <T> ColumnData<T> numbers(String header, Function<T, String> value) {
    return column(header, HorizontalAlign.RIGHT, value);
  }

  private static <T> ColumnData<T> column(
      String header, HorizontalAlign align, Function<T, String> value) {
    return new Column()
        .header(header)
        .headerAlign(align)
        .dataAlign(align)
        .maxWidth(WIDEST_COLUMN)
        .with(row -> Printable.line(value.apply(row)));
  }

  /** Lays a table out, with a line's end at its end. */
  public static <T> String of(List<T> rows, List<ColumnData<T>> columns) {
    return AsciiTable.builder()
            .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
            .lineSeparator(System.lineSeparator())
            .data(rows, columns)
            .asString()
        + System.lineSeparator();
  }
}
