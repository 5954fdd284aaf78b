package io.espalier.searcher;

/** A strategy that there is not, an option that it does not have, or a value that it cannot use. */
public final class OptionException extends IllegalArgumentException {

  private final String option;

  OptionException(String option, String message) {
    super(message);
    this.option = option;
  }

  /** Returns the option, which is a key of the spec's section {@code search}. */
  public String option() {
    return option;
  }
}
