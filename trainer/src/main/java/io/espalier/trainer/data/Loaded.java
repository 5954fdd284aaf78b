package io.espalier.trainer.data;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import io.espalier.trainer.data.DataException.Problem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The result of reading a set.
 *
 * @param source where it was read from
 * @param images those that could be read
 * @param counts their pixels
 * @param unreadable names of the others, each with its mistake
 */
record Loaded(ImageSource source, ImageSet images, PixelCounts counts, List<String> unreadable) {

  private static final int SHOWN = 10;

  /** Copies the list. */
  Loaded {
    unreadable = List.copyOf(unreadable);
  }

  /**
   * Checks that all images could be read, or enough of them if the spec allows that.
   *
   * @return how many could not
   * @throws DataException if any could not and that is not allowed, or a set has lost a class
   */
  static int check(List<Loaded> sets, boolean skipUnreadable) {
    int unreadable = sets.stream().mapToInt(set -> set.unreadable.size()).sum();
    if (unreadable > 0 && !skipUnreadable) {
      throw refusal(sets);
    }
    sets.forEach(Loaded::checkEveryClass);
    return unreadable;
  }

  private static DataException refusal(List<Loaded> sets) {
    ListMultimap<Location, Loaded> parts = Multimaps.index(sets, set -> set.source.location());
    return new DataException(
        Multimaps.asMap(parts).entrySet().stream()
            .filter(entry -> entry.getValue().stream().anyMatch(set -> !set.unreadable.isEmpty()))
            .map(entry -> new Problem(entry.getKey().key(), describe(entry.getValue())))
            .toList());
  }

  /** Training and validation images are parts of one source: their names come together. */
  private static String describe(List<Loaded> parts) {
    List<String> names =
        parts.stream().map(Loaded::unreadable).flatMap(List::stream).sorted().toList();
    return ("%s of %s images cannot be read:\n%s%s\nRepair or remove them, or set"
            + " data.skipUnreadable: true to leave them out.")
        .formatted(
            names.size(),
            names.size() + parts.stream().mapToInt(part -> part.images.size()).sum(),
            names.stream().limit(SHOWN).map(name -> "  " + name).collect(Collectors.joining("\n")),
            names.size() > SHOWN ? "\n  and %s more".formatted(names.size() - SHOWN) : "");
  }

  private void checkEveryClass() {
    boolean[] seen = new boolean[source.classNames().size()];
    IntStream.range(0, images.size()).forEach(i -> seen[images.label(i)] = true);
    for (int label = 0; label < seen.length; label++) {
      if (!seen[label]) {
        throw source
            .location()
            .problem(
                ("no image of class '%s' is left: %s images could not be read and were"
                        + " skipped. Repair some of its images, or remove the class.")
                    .formatted(source.classNames().get(label), unreadable.size()));
      }
    }
  }
}
