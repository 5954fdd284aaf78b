package io.espalier.engine.journal;

import java.util.Optional;

/** The version of this program. */
public final class Version {

  private Version() {}

  /** Returns the version that the jar was built with, or that this is not a jar. */
  public static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }
}
