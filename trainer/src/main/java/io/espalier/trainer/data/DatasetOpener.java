package io.espalier.trainer.data;

import com.google.common.collect.Sets;
import com.google.common.primitives.ImmutableIntArray;
import io.espalier.space.Task;
import io.espalier.space.spec.Data;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes a {@link Dataset} from a spec's data settings, or says why there cannot be one. */
final class DatasetOpener {

  /** A class needs one image to learn from and one to hold out. */
  private static final int LEAST = 2;

  private final Path directory;
  private final Data.Images data;
  private final long memory;

  /**
   * @param memory bytes that decoded images may take; more are streamed
   */
  DatasetOpener(Path directory, Data.Images data, long memory) {
    this.directory = directory;
    this.data = data;
    this.memory = memory;
  }

  Task task() {
    try (ImageSource train = openTrain()) {
      return new Task(channels(train), ClassOutputs.of(data, train.classNames()).count());
    }
  }

  Dataset open(long seed, LoadProgress progress) {
    List<ImageSource> sources = new ArrayList<>();
    try {
      ImageSource train = openTrain();
      sources.add(train);
      data.test()
          .map(test -> DataForms.open(new Location(directory, "data.test", test)))
          .ifPresent(sources::add);
      sources.stream().skip(1).forEach(test -> checkSameClasses(train, test));
      return load(sources, split(train, seed), progress);
    } catch (RuntimeException e) {
      sources.forEach(ImageSource::close);
      throw e;
    }
  }

  private ImageSource openTrain() {
    ImageSource train = DataForms.open(new Location(directory, "data.train", data.train()));
    try {
      ClassOutputs.of(data, train.classNames());
      return train;
    } catch (DataException e) {
      train.close();
      throw e;
    }
  }

  private static void checkSameClasses(ImageSource train, ImageSource test) {
    if (!train.classNames().equals(test.classNames())) {
      var trained = Sets.newTreeSet(train.classNames());
      var tested = Sets.newTreeSet(test.classNames());
      throw test.location()
          .problem(
              ("classes differ from those of the training images: missing %s, unknown"
                      + " %s. Both need the same.")
                  .formatted(Sets.difference(trained, tested), Sets.difference(tested, trained)));
    }
  }

  /** Draws before decoding, so that a small limit on many images is quick. */
  private Split split(ImageSource train, long seed) {
    int[] counts = new int[train.classNames().size()];
    train.labels().forEach(label -> counts[label]++);
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] < LEAST) {
        throw train
            .location()
            .problem(
                ("class '%s' has one image only. It needs %s: one to learn from and one"
                        + " to hold out (data.validation).")
                    .formatted(train.classNames().get(label), LEAST));
      }
    }
    int limit = data.limit().orElse(train.labels().length());
    if (limit < LEAST * counts.length) {
      throw problem(
          "data.limit",
          ("%s images are too few for %s classes. Each needs %s: one to learn from and"
                  + " one to hold out, so set it to %s or more.")
              .formatted(limit, counts.length, LEAST, LEAST * counts.length));
    }
    ImmutableIntArray drawn = Split.limit(train.labels(), limit, LEAST, seed);
    return Split.holdOut(at(train.labels(), drawn), data.validation(), seed).within(drawn);
  }

  private static ImmutableIntArray at(ImmutableIntArray values, ImmutableIntArray indices) {
    return ImmutableIntArray.copyOf(indices.stream().map(values::get));
  }

  private Dataset load(List<ImageSource> sources, Split split, LoadProgress progress) {
    ImageSource train = sources.get(0);
    Frame frame = Frame.of(train, split.kept(), channels(train), data.side());
    long images =
        (long) split.kept().length()
            + split.heldOut().length()
            + sources.stream().skip(1).mapToLong(test -> tested(test).length()).sum();
    boolean stored = images * frame.bytes() <= memory;
    ImageLoader loader = new ImageLoader(frame, stored, progress, images);
    Loaded kept = loader.load(train, split.kept());
    Loaded heldOut = loader.load(train, split.heldOut());
    Optional<Loaded> test =
        sources.stream().skip(1).map(source -> loader.load(source, tested(source))).findFirst();
    int skipped =
        Loaded.check(
            Stream.concat(Stream.of(kept, heldOut), test.stream()).toList(), data.skipUnreadable());
    ClassOutputs outputs = ClassOutputs.of(data, train.classNames());
    Dataset dataset =
        new Dataset(
            train.classNames(),
            outputs,
            outputs.apply(kept.images()),
            outputs.apply(heldOut.images()),
            test.map(Loaded::images).map(outputs::apply),
            normalisation(kept.counts()),
            skipped,
            stored ? List.of() : sources);
    if (stored) {
      sources.forEach(ImageSource::close);
    }
    return dataset;
  }

  /** The test images that are used: all, or every n-th, but some of each class. */
  private ImmutableIntArray tested(ImageSource test) {
    int every = data.testEvery().orElse(1);
    ImmutableIntArray used =
        ImmutableIntArray.copyOf(
            IntStream.iterate(0, i -> i < test.labels().length(), i -> i + every));
    ImmutableIntArray classes = at(test.labels(), used);
    for (int label = 0; label < test.classNames().size(); label++) {
      if (!classes.contains(label)) {
        throw problem(
            "data.testEvery",
            "one of every %s test images leaves none of class '%s'. Write a smaller number."
                .formatted(every, test.classNames().get(label)));
      }
    }
    return used;
  }

  private int channels(ImageSource train) {
    int channels = data.channels().orElse(train.channels());
    if (channels != 1 && channels != 3) {
      throw problem(
          "data.channels",
          "images have 1 channel (grey) or 3 (RGB), not %s. Correct it.".formatted(channels));
    }
    return channels;
  }

  private Normalisation normalisation(PixelCounts counts) {
    Normalisation measured = Normalisation.of(counts);
    checkNumber("data.mean", data.mean(), counts.channels());
    checkNumber("data.standardDeviation", data.standardDeviation(), counts.channels());
    try {
      return new Normalisation(
          data.mean().orElse(measured.mean()),
          data.standardDeviation().orElse(measured.deviation()));
    } catch (IllegalArgumentException e) {
      throw problem(
          data.standardDeviation().isPresent() ? "data.standardDeviation" : "data.mean",
          e.getMessage());
    }
  }

  private static void checkNumber(String key, Optional<List<Double>> values, int channels) {
    if (values.isPresent() && values.get().size() != channels) {
      throw problem(
          key,
          "%s has %s numbers, but images have %s channels. Give one for each."
              .formatted(values.get(), values.get().size(), channels));
    }
  }

  private static DataException problem(String key, String message) {
    return new DataException(List.of(new DataException.Problem(key, message)));
  }
}
