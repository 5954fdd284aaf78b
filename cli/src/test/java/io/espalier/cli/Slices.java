package io.espalier.cli;

import io.espalier.engine.Engine;
import io.espalier.engine.Session;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.TrialEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A run that is stopped after the first batch of every session, and resumed until it is finished.
 */
final class Slices {

  private Slices() {}

  /**
   * Makes the same run as another, from the first line of its journal, and finishes it.
   *
   * @param run where it is made
   * @return how many sessions that took
   */
  static int repeat(RunFolder whole, RunFolder run) throws IOException {
    Files.createDirectories(run.weights().path());
    Files.copy(whole.spec(), run.spec());
    String journal = Files.readString(whole.journal());
    Files.writeString(run.journal(), journal.substring(0, journal.indexOf('\n') + 1));
    int sessions = 1;
    while (!session(run.path())) {
      sessions++;
    }
    return sessions;
  }

  private static boolean session(Path run) throws IOException {
    Session session = Engine.builder().workers(0).build().resume(run);
    session.begin(
        event -> {
          if (event instanceof TrialEvent.Progressed) {
            session.stop();
          }
        });
    return session.await();
  }
}
