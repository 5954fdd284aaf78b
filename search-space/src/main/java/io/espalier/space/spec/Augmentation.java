package io.espalier.space.spec;

/** What is done to a training image at random, anew in every epoch. */
public enum Augmentation {
  /** Zeros of an eighth of the side are put around it, and a window of the old size is cut out. */
  CROP,
  /** Left and right are swapped for half of the images. */
  FLIP,
  /**
   * Every image is mixed with another one of its batch, in pixels and in classes, in a proportion
   * from 0 to 1.
   */
  MIXUP
}
