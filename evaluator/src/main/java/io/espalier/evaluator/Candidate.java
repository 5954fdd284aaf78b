package io.espalier.evaluator;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Architecture;
import java.util.OptionalInt;

/**
 * What a searcher proposes to try.
 *
 * @param architecture the network
 * @param parent number of the trial whose weights it inherits, if any
 * @param why one line on why it was proposed, for people
 */
public record Candidate(Architecture architecture, OptionalInt parent, String why) {

  /**
   * @throws IllegalArgumentException if the parent's number is negative
   */
  public Candidate {
    parent.ifPresent(
        number -> checkArgument(number >= 0, "There is no trial %s to inherit from.", number));
  }

  /** Returns a candidate that is trained from scratch. */
  public static Candidate fromScratch(Architecture architecture, String why) {
    return new Candidate(architecture, OptionalInt.empty(), why);
  }

  /** Returns a candidate that inherits the weights of a trial. */
  public static Candidate childOf(int parent, Architecture architecture, String why) {
    return new Candidate(architecture, OptionalInt.of(parent), why);
  }
}
