package io.espalier.engine;

import io.espalier.engine.fault.RefusalException;
import io.espalier.engine.journal.Run;
import io.espalier.engine.session.CheckedSpec;
import io.espalier.engine.session.Material;
import io.espalier.space.Task;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A spec, and where the files that it names are: read from YAML, or built in code.
 *
 * @param document the spec, with the place of each key
 * @param directory what locations in it are relative to
 * @param overrides what was set beside it, as in {@code budget.macs=8M}
 * @param isBuilt whether it was built in code, and is not a file
 */
public record Spec(SpecDocument document, Path directory, List<String> overrides, boolean isBuilt) {

  /** Copies the list. */
  public Spec {
    overrides = List.copyOf(overrides);
  }

  /**
   * Reads a spec from a YAML file.
   *
   * @param overrides values that replace or add to the file's, as in {@code budget.macs=8M}
   * @throws io.espalier.space.spec.SpecException with everything that is wrong with it, as far as
   *     it can be known without its images
   */
  public static Spec read(Path file, String... overrides) {
    return read(file, List.of(overrides));
  }

  /**
   * Reads a spec from a YAML file.
   *
   * @param overrides values that replace or add to the file's, as in {@code budget.macs=8M}
   * @throws io.espalier.space.spec.SpecException with everything that is wrong with it, as far as
   *     it can be known without its images
   */
  public static Spec read(Path file, List<String> overrides) {
    return new Spec(
        new SpecReader().read(file, overrides),
        file.toAbsolutePath().getParent(),
        overrides,
        false);
  }

  /**
   * Reads a spec from YAML text.
   *
   * @param directory what locations in it are relative to
   * @throws io.espalier.space.spec.SpecException as {@link #read}
   */
  public static Spec parse(String yaml, Path directory) {
    return new Spec(
        new SpecReader().parse(yaml, Path.of("spec.yaml"), List.of(), "run"),
        directory.toAbsolutePath(),
        List.of(),
        false);
  }

  /**
   * Takes a spec that was built in code, see {@link SearchSpec#builder}, or made from another, see
   * {@link SearchSpec#toBuilder}.
   *
   * @param directory what locations in it are relative to
   */
  public static Spec of(SearchSpec spec, Path directory) {
    return new Spec(
        SpecDocument.built(spec, "the spec '%s'".formatted(spec.name())),
        directory.toAbsolutePath(),
        List.of(),
        true);
  }

  /**
   * Returns the spec that a run was given, without what the run's plan changed in it.
   *
   * @param more values that replace or add to what the run was made with
   * @throws RefusalException if there are any, but the run's spec was built in code
   * @throws io.espalier.space.spec.SpecException with everything that is wrong with them
   */
  public static Spec of(Run run, List<String> more) {
    Path directory = Path.of(run.started().directory());
    List<String> overrides = new ArrayList<>(run.started().overrides());
    overrides.addAll(more);
    boolean built = run.started().built().isPresent();
    if (more.isEmpty()) {
      return new Spec(run.given(), directory, overrides, built);
    }
    if (built) {
      throw new RefusalException(
          "The spec of the run %s was built in code, so its keys cannot be set: %s."
              .formatted(run.folder().path(), String.join(", ", more)));
    }
    SpecReader reader = new SpecReader();
    return new Spec(
        reader.read(run.folder().spec(), overrides, run.spec().name()),
        directory,
        overrides,
        false);
  }

  /** Returns what it says. */
  public SearchSpec value() {
    return document.spec();
  }

  /**
   * Returns what networks are asked to do, without decoding images.
   *
   * @throws io.espalier.space.spec.SpecException if there are no images
   */
  public Task task() {
    return Material.of(document, directory).task();
  }

  /**
   * Checks what can be checked without decoding images: that the family can draw the base, that
   * something can grow, that the strategy knows its options, that files are there.
   *
   * @throws io.espalier.space.spec.SpecException with everything that is wrong
   */
  public CheckedSpec checked() {
    return CheckedSpec.of(document, directory);
  }
}
