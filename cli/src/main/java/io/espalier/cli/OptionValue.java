package io.espalier.cli;

import java.util.function.Supplier;

/** Values of options that picocli does not check: a mistake is said with the option's name. */
final class OptionValue {

  private OptionValue() {}

  /**
   * Returns what a value means.
   *
   * @param option the name, such as {@code --macs}
   * @param value as it is shown in the message
   * @param meaning reads it, and throws an {@link IllegalArgumentException} if it is wrong
   * @throws UsageException if it is wrong
   */
  static <T> T read(String option, Object value, Supplier<T> meaning) {
    try {
      return meaning.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s %s: %s".formatted(option, value, e.getMessage()), e);
    }
  }
}
