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
 * @param epochs how long it is trained, if not for as long as the spec says
 */
public record Candidate(
    Architecture architecture, OptionalInt parent, String why, OptionalInt epochs) {

  /**
   * @throws IllegalArgumentException if the parent's number is negative, or there is no epoch
   */
  public Candidate {
    parent.ifPresent(
        number -> checkArgument(number >= 0, "There is no trial %s to inherit from.", number));
    epochs.ifPresent(
        count -> checkArgument(count > 0, "The epochs (%s) must be at least 1.", count));
  }

  /** Creates a candidate that is trained for as long as the spec says. */
  public Candidate(Architecture architecture, OptionalInt parent, String why) {
    this(architecture, parent, why, OptionalInt.empty());
  }

  /** Returns a candidate that is trained from scratch. */
  public static Candidate fromScratch(Architecture architecture, String why) {
    return new Candidate(architecture, OptionalInt.empty(), why);
  }

  /** Returns a candidate that inherits the weights of a trial. */
  public static Candidate childOf(int parent, Architecture architecture, String why) {
    return new Candidate(architecture, OptionalInt.of(parent), why);
  }

  /** Returns this candidate trained for so many epochs, or for as long as the spec says. */
  public Candidate trainedFor(OptionalInt count) {
    return new Candidate(architecture, parent, why, count);
  }
}
