package io.espalier.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;

/** What a user sees of a command: its exit status, its results, and what it says beside them. */
record Terminal(int status, String out, String err) {

  /** Runs a command in this process. */
  static Terminal run(Object... arguments) {
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
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
}
