package io.espalier.trainer.table;

import com.google.common.collect.ImmutableList;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.data.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The forms of tables on the class path. */
public final class TableForms {

  private static final List<TableForm> ALL =
      ImmutableList.sortedCopyOf(
          Comparator.comparing(TableForm::description), ServiceLoader.load(TableForm.class));

  private TableForms() {}

  /**
   * Reads the table at a location, in the form that it turns out to have.
   *
   * @throws DataException if the file does not exist, has none of the forms, or is damaged
   */
  public static AccuracyTable open(Location location) {
    Path file = location.path();
    if (!Files.isRegularFile(file)) {
      throw location.problem(
          "There is no file '%s' (%s). Write the path of a table, relative to the spec or absolute."
              .formatted(location.text(), file));
    }
    try {
      for (TableForm form : ALL) {
        Optional<AccuracyTable> table = form.open(file);
        if (table.isPresent()) {
          return table.get();
        }
      }
    } catch (IOException e) {
      throw location.problem("%s cannot be read: %s.".formatted(file, e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw location.problem(e.getMessage());
    }
    throw location.problem(
        "%s is not a known table. Looked for:%n%s"
            .formatted(
                file,
                ALL.stream()
                    .map(form -> "  - " + form.description())
                    .collect(Collectors.joining("\n"))));
  }
}
