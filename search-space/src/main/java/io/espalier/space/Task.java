package io.espalier.space;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * What a network is asked to do: the channels of the images it reads, the classes it tells apart.
 *
 * @param channels 1 for greyscale, 3 for RGB
 * @param classes number of classes
 */
public record Task(int channels, int classes) {

  /** RGB images, the 1,000 classes of ImageNet-1K. */
  public static final Task IMAGENET = new Task(3, 1000);

  /** RGB images, 10 classes. */
  public static final Task CIFAR_10 = new Task(3, 10);

  /**
   * @throws IllegalArgumentException if either number is not positive
   */
  public Task {
    checkArgument(channels > 0, "A task needs at least 1 input channel, not %s.", channels);
    checkArgument(classes > 0, "A task needs at least 1 class, not %s.", classes);
  }
}
