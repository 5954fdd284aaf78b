package io.espalier.trainer.data;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The forms of data on the class path. */
final class DataForms {

  private DataForms() {}

  /**
   * Opens a location in the form that recognises it, without decoding images.
   *
   * @throws DataException if no form recognises it or several do, if it is damaged, or if a class
   *     has no image
   */
  static ImageSource open(Location location) {
    try {
      return recognise(location);
    } catch (UncheckedIOException e) {
      throw location.problem(
          "'%s' cannot be read: %s.".formatted(location.text(), e.getCause().getMessage()));
    }
  }

  private static ImageSource recognise(Location location) {
    ImmutableList<DataForm> forms =
        Streams.stream(ServiceLoader.load(DataForm.class))
            .sorted(Comparator.comparing(DataForm::description))
            .collect(ImmutableList.toImmutableList());
    List<DataForm> fitting = forms.stream().filter(form -> form.recognises(location)).toList();
    if (fitting.size() != 1) {
      throw location.problem(fitting.isEmpty() ? unknown(location, forms) : ambiguous(fitting));
    }
    ImageSource source = fitting.get(0).open(location);
    try {
      checkClasses(source);
      return source;
    } catch (DataException e) {
      source.close();
      throw e;
    }
  }

  private static void checkClasses(ImageSource source) {
    long[] images = new long[source.classNames().size()];
    source.labels().forEach(label -> images[label]++);
    String empty =
        IntStream.range(0, images.length)
            .filter(label -> images[label] == 0)
            .mapToObj(label -> "'" + source.classNames().get(label) + "'")
            .limit(10)
            .collect(Collectors.joining(", "));
    if (!empty.isEmpty()) {
      throw source
          .location()
          .problem(
              ("there is no image of class %s in %s. Every class needs images: add some,"
                      + " or remove it.")
                  .formatted(empty, source.location().text()));
    }
  }

  private static String unknown(Location location, List<DataForm> forms) {
    return "no images were found at '%s'. Looked for:\n%s\nThere is: %s"
        .formatted(
            location.text(),
            forms.stream()
                .map(form -> "  - " + form.description())
                .collect(Collectors.joining("\n")),
            whatIsThere(location.path()));
  }

  private static String ambiguous(List<DataForm> fitting) {
    return "the location can be read in more than one way:\n%s\nName the one that is meant."
        .formatted(
            fitting.stream()
                .map(form -> "  - " + form.description())
                .collect(Collectors.joining("\n")));
  }

  private static String whatIsThere(Path path) {
    if (Files.isDirectory(path)) {
      return Folders.contents(path);
    }
    if (Files.exists(path)) {
      return "the file %s, which is none of these.".formatted(path);
    }
    Path parent = path.toAbsolutePath().getParent();
    while (parent != null && !Files.isDirectory(parent)) {
      parent = parent.getParent();
    }
    return "nothing of that name; "
        + (parent == null ? "no folder above it exists." : Folders.contents(parent));
  }
}
