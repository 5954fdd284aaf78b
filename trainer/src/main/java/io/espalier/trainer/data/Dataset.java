package io.espalier.trainer.data;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.espalier.space.Task;
import io.espalier.space.spec.Data;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.IntStream;

/**
 * The images of a spec, ready for training: decoded, split, and with their normalisation.
 *
 * <p>They are kept in memory if all of them fit into half of the heap. Otherwise they are decoded
 * for every batch, and files stay open until the data set is closed.
 */
public final class Dataset implements AutoCloseable {

  private final ImmutableList<String> classNames;
  private final ClassOutputs outputs;
  private final ImageSet train;
  private final ImageSet validation;
  private final Optional<ImageSet> test;
  private final Normalisation normalisation;
  private final int skipped;
  private final ImmutableList<ImageSource> open;

  Dataset(
      List<String> classNames,
      ClassOutputs outputs,
      ImageSet train,
      ImageSet validation,
      Optional<ImageSet> test,
      Normalisation normalisation,
      int skipped,
      List<ImageSource> open) {
    this.classNames = ImmutableList.copyOf(classNames);
    this.outputs = outputs;
    this.train = train;
    this.validation = validation;
    this.test = test;
    this.normalisation = normalisation;
    this.skipped = skipped;
    this.open = ImmutableList.copyOf(open);
  }

  /**
   * Reads all images of a spec once: first, as many as its limit says are drawn from the training
   * images, then they are split into training and validation.
   *
   * @param directory what locations are relative to
   * @param seed of the run; with equal files, an equal seed gives equal sets
   * @throws DataException if anything is wrong with them
   */
  public static Dataset open(Path directory, Data.Images data, long seed, LoadProgress progress) {
    return new DatasetOpener(directory, data, Runtime.getRuntime().maxMemory() / 2)
        .open(seed, progress);
  }

  /**
   * Returns what a network has to do. It looks at the training images without decoding them; if the
   * spec gives both classes and channels, it does not look at them.
   *
   * @throws DataException if there are no images, or not as many classes as the spec says
   */
  public static Task task(Path directory, Data.Images data) {
    if (data.classes().isPresent() && data.channels().isPresent()) {
      return new Task(data.channels().getAsInt(), data.classes().getAsInt());
    }
    return new DatasetOpener(directory, data, 0).task();
  }

  /** Returns the names of the classes that the images have, sorted. */
  public List<String> classNames() {
    return classNames;
  }

  /** Returns the channels, and how many classes a network tells apart. */
  public Task task() {
    return new Task(train.channels(), outputs.count());
  }

  /**
   * Returns the labels that images have: all, or those that the spec's class index names where the
   * network knows more classes than the images have.
   */
  public SortedSet<Integer> labels() {
    return outputs.used();
  }

  /** Returns the names of the classes that the images have, by the output that stands for each. */
  public SortedMap<Integer, String> namesByOutput() {
    return IntStream.range(0, classNames.size())
        .boxed()
        .collect(
            ImmutableSortedMap.toImmutableSortedMap(
                Integer::compare, outputs.byClass()::get, classNames::get));
  }

  /** Returns the images to learn from. */
  public ImageSet train() {
    return train;
  }

  /** Returns the part of the training images that candidates are scored on. */
  public ImageSet validation() {
    return validation;
  }

  /** Returns the test images, if the spec names any. */
  public Optional<ImageSet> test() {
    return test;
  }

  /** Returns what the spec gives, or what the pixels of {@link #train()} have. */
  public Normalisation normalisation() {
    return normalisation;
  }

  /** Returns how many images could not be read and were left out, where the spec allows it. */
  public int skipped() {
    return skipped;
  }

  /** Lets go of files. The sets must not be read any more. */
  @Override
  public void close() {
    open.forEach(ImageSource::close);
  }
}
