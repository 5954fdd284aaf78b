package io.espalier.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.space.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.stream.Stream;

/** What a user sees of a command: its exit status, its results, and what it says beside them. */
record Terminal(int status, String out, String err) {

  /** Runs a command in this process; arrays among its words stand for what is in them. */
  static Terminal run(Object... arguments) {
    String[] words = words(arguments).map(Object::toString).toArray(String[]::new);
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (PrintStream outStream = new PrintStream(out, true, UTF_8);
        PrintStream errStream = new PrintStream(err, true, UTF_8)) {
      System.setOut(outStream);
      System.setErr(errStream);
      int status = Espalier.execute(words, new PrintWriter(errStream, true, UTF_8));
      return new Terminal(status, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }

  private static Stream<Object> words(Object part) {
    return part instanceof Object[] several
        ? Stream.of(several).flatMap(Terminal::words)
        : Stream.of(part);
  }

  /** Runs a command that must end well. */
  static Terminal succeed(Object... arguments) {
    Terminal terminal = run(arguments);
    assertThat(terminal.status()).as(terminal.err()).isEqualTo(Exit.DONE);
    return terminal;
  }

  /** Runs a command that must end well; returns what it prints for programs. */
  static JsonNode json(Object... arguments) throws IOException {
    Object[] words = Stream.concat(Stream.of(arguments), Stream.of("--format", "json")).toArray();
    return Json.newMapper().readTree(succeed(words).out());
  }
}
