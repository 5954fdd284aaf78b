package io.espalier.cli.run;

import io.espalier.space.Task;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecException;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.LoadProgress;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The images of a spec; what is wrong with them is said at the line that names them. */
public final class SpecImages {

  private SpecImages() {}

  /**
   * Reads all images.
   *
   * @param directory what locations in the spec are relative to
   * @throws SpecException if anything is wrong with them
   */
  public static Dataset open(SpecDocument document, Path directory, LoadProgress loading) {
    return placed(
        document,
        () -> Dataset.open(directory, document.spec().data(), document.spec().seed(), loading));
  }

  /**
   * Returns what a network is asked to do, without decoding images.
   *
   * @param directory what locations in the spec are relative to
   * @throws SpecException if there are no images
   */
  public static Task task(SpecDocument document, Path directory) {
    return placed(document, () -> Dataset.task(directory, document.spec().data()));
  }

  private static <T> T placed(SpecDocument document, Supplier<T> images) {
    try {
      return images.get();
    } catch (DataException e) {
      throw new SpecException(
          e.problems().stream()
              .map(problem -> document.problem(problem.key(), problem.message(), ""))
              .toList());
    }
  }
}
