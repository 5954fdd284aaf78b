package io.espalier.space.spec;

import io.espalier.space.Task;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * A spec that was read, with the place of each of its keys, so that what is found wrong later can
 * still be said with line and column.
 */
public final class SpecDocument {

  private final Path file;
  private final String text;
  private final SearchSpec spec;
  private final SpecTree tree;

  SpecDocument(Path file, String text, SearchSpec spec, SpecTree tree) {
    this.file = file;
    this.text = text;
    this.spec = spec;
    this.tree = tree;
  }

  /** Returns the file as it was named. */
  public Path file() {
    return file;
  }

  /** Returns the file's text as it was read, without the overrides. */
  public String text() {
    return text;
  }

  /** Returns what the spec says, overrides put in. */
  public SearchSpec spec() {
    return spec;
  }

  /** Returns this document with a spec that was changed by value after it was read. */
  public SpecDocument with(SearchSpec changed) {
    return new SpecDocument(file, text, changed, tree);
  }

  /**
   * Returns a spec that was built in code; its problems are said without a place.
   *
   * @param name what stands where the name of a file would
   */
  public static SpecDocument built(SearchSpec spec, String name) {
    SpecTree tree = new SpecTree();
    SpecPlace place = new SpecPlace.InCode(name);
    tree.put("", new SpecTree.Source(place, place, ""));
    return new SpecDocument(Path.of(name), CanonicalSpec.json(spec) + "\n", spec, tree);
  }

  /**
   * Makes a problem of the value of a key, or of the nearest key above it where it is not given.
   *
   * @param path such as {@code data.train} or {@code space.stages[1].width}
   * @param wrong what is wrong, as a sentence
   * @param remedy what to do, as a sentence
   */
  public SpecProblem problem(String path, String wrong, String remedy) {
    return tree.problem(path, wrong, remedy);
  }

  /**
   * Checks what can only be checked once the images were looked at, because their channels and
   * classes count: that the family can draw the base, that the base costs less than the budget and
   * the largest network of the space enough, and that mean and standard deviation fit the channels.
   *
   * @return what is wrong, if anything
   */
  public List<SpecProblem> problems(Task task) {
    return new TaskChecks(this).problems(task);
  }

  /**
   * Checks what {@link #problems} checks, but not what the budget asks for: a network that is
   * trained by itself needs no room to grow.
   *
   * @return what is wrong, if anything
   */
  public List<SpecProblem> problemsOfBase(Task task) {
    return new TaskChecks(this).problemsOfBase(task);
  }

  /**
   * Looks for the weights that the base starts from.
   *
   * @param directory what locations in the spec are relative to
   * @return the problem of a file that is not there, if it is not
   */
  public List<SpecProblem> missingFiles(Path directory) {
    return spec.weights().stream()
        .map(StartingWeights::file)
        .filter(name -> !isFile(directory, name))
        .map(
            name ->
                problem(
                    tree.textAt("weights").isEmpty() ? "weights.file" : "weights",
                    "There is no file '%s' in %s.".formatted(name, directory),
                    "Write a path relative to the spec, or an absolute one."))
        .toList();
  }

  private static boolean isFile(Path directory, String name) {
    try {
      return Files.isRegularFile(directory.resolve(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
