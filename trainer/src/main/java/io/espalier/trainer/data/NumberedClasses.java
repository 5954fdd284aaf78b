package io.espalier.trainer.data;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.stream.IntStream;

/** Names for classes that are only numbers in their files. */
final class NumberedClasses {

  private NumberedClasses() {}

  /** Returns {@code 0}, {@code 1}, ... up to the highest label. */
  static List<String> of(ImmutableIntArray labels) {
    return IntStream.rangeClosed(0, labels.stream().max().orElse(-1))
        .mapToObj(Integer::toString)
        .toList();
  }
}
