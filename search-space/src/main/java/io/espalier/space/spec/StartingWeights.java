package io.espalier.space.spec;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Weights that the base starts from, instead of being drawn.
 *
 * @param file a safetensors file, relative to the spec or absolute
 * @param head what becomes of the last linear layer
 */
public record StartingWeights(String file, LastLayer head) {

  /** What becomes of the last linear layer, which tells the classes apart. */
  public enum LastLayer {
    /** It comes from the file, too. */
    KEEP,
    /** It is drawn anew: the file's network may tell other classes apart. */
    NEW
  }

  /**
   * @throws IllegalArgumentException if no file is named
   */
  public StartingWeights {
    checkArgument(!file.isBlank(), "The name of the weights file is empty.");
  }

  /** Returns the weights of a whole network. */
  public static StartingWeights of(String file) {
    return new StartingWeights(file, LastLayer.KEEP);
  }
}
