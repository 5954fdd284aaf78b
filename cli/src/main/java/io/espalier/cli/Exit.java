package io.espalier.cli;

import io.espalier.engine.journal.Version;
import picocli.CommandLine.IVersionProvider;

/** What the exit status of the program says. */
final class Exit {

  /** All went well. */
  static final int DONE = 0;

  /** The run failed. */
  static final int FAILED = 1;

  /** The command line, the spec or the images are wrong; nothing was written. */
  static final int USAGE = 2;

  /** The run was interrupted, and can be resumed. */
  static final int INTERRUPTED = 130;

  private Exit() {}

  /** Ends the process without waiting for anything. */
  static void atOnce(int status) {
    Runtime.getRuntime().halt(status);
  }

  /** Says which version this is. */
  static final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"espalier " + Version.current()};
    }
  }
}
