package io.espalier.space.spec;

import java.nio.file.Path;

/** Where a part of a spec was written. */
public sealed interface SpecPlace {

  /**
   * A character of a file.
   *
   * @param file the spec
   * @param line its line, counted from 1
   * @param column its column, counted from 1 in characters
   */
  record InFile(Path file, int line, int column) implements SpecPlace {
    @Override
    public String toString() {
      return file + ":" + line + ":" + column;
    }
  }

  /**
   * A file as a whole, where it cannot be read.
   *
   * @param file the spec
   */
  record WholeFile(Path file) implements SpecPlace {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /**
   * A key that was set beside the file.
   *
   * @param text key and value, such as {@code budget.macs=8M}
   */
  record InOverride(String text) implements SpecPlace {
    @Override
    public String toString() {
      return "--set " + text;
    }
  }

  /**
   * A spec that was built in code, which has no lines.
   *
   * @param name what it is called
   */
  record InCode(String name) implements SpecPlace {
    @Override
    public String toString() {
      return name;
    }
  }
}
