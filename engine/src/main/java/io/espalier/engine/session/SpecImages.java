package io.espalier.engine.session;

import io.espalier.space.Task;
import io.espalier.space.spec.Data;
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
  public static Dataset open(
      SpecDocument document, Path directory, Data.Images images, ImageListener listener) {
    return placed(document, () -> open(directory, images, document.spec().seed(), listener));
  }

  /**
   * Reads images that are not those of a spec.
   *
   * @throws DataException if anything is wrong with them
   */
  public static Dataset open(
      Path directory, Data.Images images, long seed, ImageListener listener) {
    Dataset dataset = Dataset.open(directory, images, seed, listener);
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
  static Task task(SpecDocument document, Path directory, Data.Images images) {
    return placed(document, () -> Dataset.task(directory, images));
  }

  /**
   * Reads the table of a spec that has one in place of images.
   *
   * @param directory what locations in the spec are relative to
   * @throws SpecException if there is no such table
   */
  public static AccuracyTable table(SpecDocument document, Path directory, Data.Table table) {
    return placed(
        document, () -> TableForms.open(new Location(directory, "data.table", table.location())));
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
