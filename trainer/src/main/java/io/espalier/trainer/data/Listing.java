package io.espalier.trainer.data;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;

/**
 * What a source knows of its images before it reads the first.
 *
 * @param location where the images are
 * @param classNames names of the classes; a class's number is its place in this list
 * @param labels the class of every image
 * @param channels the channels that are expected of the images: 1 for grey, 3 for RGB
 */
public record Listing(
    Location location, List<String> classNames, ImmutableIntArray labels, int channels) {

  /** Copies the list. */
  public Listing {
    classNames = ImmutableList.copyOf(classNames);
  }
}
