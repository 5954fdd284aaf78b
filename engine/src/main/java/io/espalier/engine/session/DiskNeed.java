package io.espalier.engine.session;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.searcher.Searcher;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.spec.SearchSpec;

/**
 * What the folder of a run takes of its disk.
 *
 * @param least bytes without which no run of the kind ends
 * @param most bytes that it takes at most, about
 */
public record DiskNeed(long least, long most) {

  /** Where accuracies are looked up there are no weights to keep. */
  public static final DiskNeed NONE = new DiskNeed(0, 0);

  /**
   * A trial writes its weights while its checkpoint lies there, which has all values, too; in the
   * end it started from the weights of the trial before it.
   */
  private static final int FILES_OF_BASE = 3;

  private static final int FILES_OF_ONE = 2;

  /**
   * @throws IllegalArgumentException if these are no sizes
   */
  public DiskNeed {
    checkArgument(least >= 0 && most >= 0, "%s to %s bytes are no sizes.", least, most);
  }

  /**
   * Estimates what a run takes that searches.
   *
   * @param searcher proposes what is tried
   * @param sideBySide trials that are trained at once
   */
  public static DiskNeed ofSearch(SearchSpec spec, Task task, Searcher searcher, int sideBySide) {
    return new DiskNeed(
        FILES_OF_BASE * Footprint.ofOne(spec.space().base(), spec, task).weights(),
        Footprint.ofSearch(spec, task)
            .disk(Math.min(searcher.plannedTrials(), sideBySide), searcher.plannedParents()));
  }

  /** Estimates what a run takes that trains one architecture. */
  public static DiskNeed ofOne(Architecture only, SearchSpec spec, Task task) {
    Footprint footprint = Footprint.ofOne(only, spec, task);
    return new DiskNeed(FILES_OF_ONE * footprint.weights(), footprint.disk(1, 0));
  }
}
