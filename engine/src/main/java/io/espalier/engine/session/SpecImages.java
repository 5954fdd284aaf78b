package io.espalier.engine.session;

import io.espalier.space.Task;
import io.espalier.space.spec.Data;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecException;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.Location;
import io.espalier.trainer.table.AccuracyTable;
import io.espalier.trainer.table.TableForms;
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
  public static Dataset open(SpecDocument document, Path directory, ImageListener listener) {
    SearchSpec spec = document.spec();
    return placed(document, () -> open(directory, spec.data(), spec.seed(), listener));
  }

  /**
   * Reads images that are not those of a spec.
   *
   * @throws DataException if anything is wrong with them
   */
  public static Dataset open(Path directory, Data data, long seed, ImageListener listener) {
    Dataset dataset = Dataset.open(directory, data, seed, listener);
    if (dataset.skipped() > 0) {
      listener.leftOut(dataset.skipped());
    }
    return dataset;
  }

  /**
   * Returns what a network is asked to do, without decoding images.
   *
   * @param directory what locations in the spec are relative to
   * @throws SpecException if there are no images
   */
  public static Task task(SpecDocument document, Path directory) {
    return document.spec().data().table().isPresent()
        ? table(document, directory).task()
        : placed(document, () -> Dataset.task(directory, document.spec().data()));
  }

  /**
   * Reads the table of a spec that has one in place of images.
   *
   * @param directory what locations in the spec are relative to
   * @throws SpecException if there is no such table
   */
  public static AccuracyTable table(SpecDocument document, Path directory) {
    String location = document.spec().data().table().orElseThrow();
    return placed(document, () -> TableForms.open(new Location(directory, "data.table", location)));
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
