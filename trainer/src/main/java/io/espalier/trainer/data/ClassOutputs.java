package io.espalier.trainer.data;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.primitives.ImmutableIntArray;
import io.espalier.space.spec.Data;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.IntStream;

/**
 * Which output of a network stands for each class of the images.
 *
 * @param count outputs of the network
 * @param byClass the output of each class, in the order of the classes' names
 */
record ClassOutputs(int count, ImmutableIntArray byClass) {

  private static final int SHOWN = 8;

  /**
   * Returns what the spec says, or else as many outputs as there are classes, in their order.
   *
   * @param names the classes of the training images
   * @throws DataException if the spec gives a class no output, or another number of classes
   */
  static ClassOutputs of(Data.Images data, List<String> names) {
    if (data.classIndex().isPresent()) {
      return indexed(data.classIndex().get(), data.classes().orElseThrow(), names);
    }
    int count = data.classes().orElse(names.size());
    if (count != names.size()) {
      throw problem(
          "data.classes",
          "the training images have %s classes, not %s. Remove the key, or correct it."
              .formatted(names.size(), count));
    }
    return new ClassOutputs(count, ImmutableIntArray.copyOf(IntStream.range(0, count)));
  }

  private static ClassOutputs indexed(
      SortedMap<String, Integer> index, int count, List<String> names) {
    List<String> missing = names.stream().filter(name -> !index.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw problem(
          "data.classIndex",
          "%s of the training images' %s classes have no output: %s%s. Write one for each."
              .formatted(
                  missing.size(),
                  names.size(),
                  String.join(", ", missing.subList(0, Math.min(SHOWN, missing.size()))),
                  missing.size() > SHOWN ? ", ..." : ""));
    }
    return new ClassOutputs(
        count, ImmutableIntArray.copyOf(names.stream().mapToInt(name -> index.get(name))));
  }

  /** Returns the outputs that stand for a class. */
  SortedSet<Integer> used() {
    return ImmutableSortedSet.copyOf(byClass.asList());
  }

  /** Returns the images with the outputs as their labels. */
  ImageSet apply(ImageSet images) {
    boolean same = IntStream.range(0, byClass.length()).allMatch(i -> byClass.get(i) == i);
    return same ? images : new OutputImages(images, byClass);
  }

  private static DataException problem(String key, String message) {
    return new DataException(List.of(new DataException.Problem(key, message)));
  }
}
