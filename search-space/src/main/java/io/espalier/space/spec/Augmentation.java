package io.espalier.space.spec;

/** What is done to a training image at random, anew in every epoch. */
public enum Augmentation {
  /** Zeros of an eighth of the side are put around it, and a window of the old size is cut out. */
  CROP,
  /** Left and right are swapped for half of the images. */
  FLIP
}
