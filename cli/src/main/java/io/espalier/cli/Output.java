package io.espalier.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import io.espalier.cli.show.Printable;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Prints results for people or for programs. */
final class Output {

  /** The forms of a result. */
  enum Format {
    /** For people. */
    TABLE,
    /** For programs. */
    JSON
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "The form of the results: table or json (default: ${DEFAULT-VALUE}).")
  private Format format;

  /** Prints a value as JSON, or its table. */
  void print(Object value, Supplier<String> table) throws IOException {
    System.out.print(
        format == Format.TABLE
            ? Printable.lines(table.get())
            : Printable.json(
                    Json.newMapper()
                        .rebuild()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(value))
                + System.lineSeparator());
  }
}
