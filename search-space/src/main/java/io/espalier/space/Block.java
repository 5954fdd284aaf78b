package io.espalier.space;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * What the layers of a stage are made of, in families that have several blocks.
 *
 * @param rank place among the family's blocks, counted from 0; each contains those before it
 * @param name what the family and a spec call it, such as {@code expand-6}
 */
public record Block(int rank, String name) {

  /**
   * @throws IllegalArgumentException if the rank is negative or the name is empty
   */
  public Block {
    checkArgument(rank >= 0, "The rank (%s) of a block must be at least 0.", rank);
    checkArgument(!name.isEmpty(), "A block needs a name.");
  }
}
