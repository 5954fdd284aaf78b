package io.espalier.engine.session;

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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A spec that holds together, as far as can be said without decoding images.
 *
 * @param document the spec
 * @param task what networks are asked to do
 * @param searcher proposes what is tried
 */
public record CheckedSpec(SpecDocument document, Task task, Searcher searcher) {

  /**
   * Checks a spec.
   *
   * @param directory what locations in the spec are relative to
   * @throws SpecException with everything that is wrong
   */
  public static CheckedSpec of(SpecDocument document, Path directory) {
    Material material = Material.of(document, directory);
    Task task = material.task();
    List<SpecProblem> problems = new ArrayList<>(document.problems(task));
    problems.addAll(document.missingFiles(directory));
    problems.addAll(material.problems());
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
    return new CheckedSpec(document, task, searcher.orElseThrow());
  }

  /**
   * Checks a spec whose base alone is trained, so that nothing needs room to grow.
   *
   * @param directory what locations in the spec are relative to
   * @throws SpecException with everything that is wrong
   */
  static void base(SpecDocument document, Path directory) {
    Material material = Material.of(document, directory);
    List<SpecProblem> problems = new ArrayList<>(document.problemsOfBase(material.task()));
    problems.addAll(document.missingFiles(directory));
    if (!problems.isEmpty()) {
      throw new SpecException(problems);
    }
  }
}
