package io.espalier.cli;

import io.espalier.engine.session.SpecImages;
import io.espalier.engine.session.TableFit;
import io.espalier.evaluator.Evaluator;
import io.espalier.searcher.Affordable;
import io.espalier.searcher.OptionException;
import io.espalier.searcher.Searcher;
import io.espalier.searcher.Shortage;
import io.espalier.searcher.Strategies;
import io.espalier.space.Task;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecException;
import io.espalier.space.spec.SpecProblem;
import io.espalier.space.spec.SpecReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What commands that read a spec have in common. */
final class SpecArguments {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the spec, as in --set budget.macs=8M. May be repeated.")
  private List<String> overrides = new ArrayList<>();

  /** A spec that holds together, as far as can be said without decoding images. */
  record Checked(SpecDocument document, Task task, Searcher searcher) {}

  List<String> overrides() {
    return overrides;
  }

  /**
   * Reads a spec whose base alone matters, whatever its budget and space are.
   *
   * @throws SpecException with everything that is wrong
   */
  SpecDocument readBase(Path file) {
    return new SpecReader().read(file, overrides);
  }

  /**
   * Reads and checks a spec.
   *
   * @throws SpecException with everything that is wrong
   */
  Checked read(Path file) {
    return read(file, file.toAbsolutePath().getParent(), overrides);
  }

  /**
   * Reads and checks a spec.
   *
   * @param directory what locations in the spec are relative to
   * @throws SpecException with everything that is wrong
   */
  static Checked read(Path file, Path directory, List<String> overrides) {
    SpecDocument document = new SpecReader().read(file, overrides);
    Task task = SpecImages.task(document, directory);
    List<SpecProblem> problems = new ArrayList<>(document.problems(task));
    problems.addAll(document.missingFiles(directory));
    problems.addAll(TableFit.problems(document, directory));
    if (!problems.isEmpty()) {
      throw new SpecException(problems);
    }
    SearchSpec spec = document.spec();
    Evaluator evaluator = new Evaluator(task, spec.budget(), spec.dynamicResolution());
    Shortage.of(new Affordable(spec.space(), evaluator))
        .ifPresent(
            lack -> problems.add(document.problem("budget.macs", lack.wrong(), lack.remedy())));
    Optional<Searcher> searcher = Optional.empty();
    try {
      searcher = Optional.of(Strategies.searcher(spec, evaluator));
    } catch (OptionException e) {
      problems.add(document.problem("search." + e.option(), e.getMessage(), ""));
    }
    if (!problems.isEmpty()) {
      throw new SpecException(problems);
    }
    return new Checked(document, task, searcher.orElseThrow());
  }
}
