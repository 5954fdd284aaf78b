package io.espalier.space.spec;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSortedMap;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.growth.Space;
import io.espalier.space.spec.SearchSpec.Search;
import io.espalier.space.thumbnail.Thumbnailing;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes records of the sections of a spec that the schema accepts, with defaults for the rest. */
final class SpecBinder {

  private static final double VALIDATION = 0.1;
  private static final double TOLERANCE = 0.03;
  private static final String STRATEGY = "greedy";

  private final Section root;
  private final SpecProblems findings;

  SpecBinder(SpecTree tree, SpecProblems findings) {
    this.root = new Section(tree, "", tree.root());
    this.findings = findings;
  }

  /**
   * Makes the spec.
   *
   * @param name its name where it gives none
   * @return the spec; empty if something is wrong, which the findings tell then
   */
  Optional<SearchSpec> bind(String name) {
    Optional<Data> data = sound("data", this::data);
    Optional<Space> space = new SpaceBinder(root, findings).space(task(data));
    Optional<Budget> budget = sound("budget", this::budget);
    TrainingBinder trainings = new TrainingBinder(findings);
    boolean looksUp = data.isPresent() && data.get().images().isEmpty();
    Optional<Training> train =
        looksUp
            ? Optional.of(Training.NONE)
            : sound("train", section -> trainings.training(section, section));
    Optional<Training> last =
        train.isEmpty()
            ? Optional.empty()
            : sound("final", own -> trainings.training(own, root.sectionOrEmpty("train")));
    Optional<DynamicResolution> dynamic = sound("dynamicResolution", this::dynamic);
    Optional<Thumbnailing> thumbnail =
        sound("thumbnail", section -> new ThumbnailBinder(findings).thumbnailing(section, space));
    if (!findings.none("")) {
      return Optional.empty();
    }
    return Optional.of(
        new SearchSpec(
            root.text("name").orElse(name),
            root.whole("seed").orElse(0),
            data.orElseThrow(),
            space.orElseThrow(),
            budget.orElseThrow(),
            root.section("search").map(SpecBinder::search).orElseGet(SpecBinder::defaultSearch),
            train.orElseThrow(),
            last,
            weights(),
            dynamic,
            thumbnail));
  }

  /** Reads a section that is there and in which nothing was found wrong. */
  private <T> Optional<T> sound(String key, Function<Section, Optional<T>> reader) {
    return findings.none(key) ? root.section(key).flatMap(reader) : Optional.empty();
  }

  private Optional<Data> data(Section section) {
    if (section.has("table")) {
      checkAlone(section);
      return section.text("table").map(Data.Table::new);
    }
    section.integers("classIndex").ifPresent(index -> checkIndex(section, index));
    if (!findings.none(section.at("classIndex"))) {
      return Optional.empty();
    }
    // Of what the record checks, only the channels of the mean are not checked by now.
    return findings.attempt(
        section.at("mean"),
        () ->
            new Data.Images(
                section.text("train").orElseThrow(),
                section.text("test"),
                section.number("validation", Quantities::parseShare).orElse(VALIDATION),
                section.integer("limit"),
                section.truth("skipUnreadable").orElse(false),
                section.integer("classes"),
                section.integer("channels"),
                section.integer("side"),
                section.numbers("mean"),
                section.numbers("standardDeviation"),
                section.integers("classIndex"),
                section.integer("testEvery")));
  }

  /** Nothing is trained where accuracies are looked up. */
  private void checkAlone(Section section) {
    Stream.concat(
            section.keys().filter(key -> !key.equals("table")).map(section::at),
            Stream.of("train", "final", "weights").filter(root::has))
        .forEach(
            path ->
                findings.add(
                    path,
                    "This key cannot be used with data.table.",
                    "Remove it: nothing is trained."));
  }

  private void checkIndex(Section section, SortedMap<String, Integer> index) {
    int outputs = section.integer("classes").orElseThrow();
    index.forEach(
        (name, output) -> {
          if (output >= outputs) {
            findings.add(
                SpecTree.key(section.at("classIndex"), name),
                "There is no output %s: data.classes is %s, and outputs are counted from 0."
                    .formatted(output, outputs),
                "Write a smaller number, or correct data.classes.");
          }
        });
  }

  /** The task, or a likely one where only the images can tell. */
  private static Task task(Optional<Data> data) {
    return new Task(
        data.flatMap(Data::images)
            .map(Data.Images::channels)
            .orElse(OptionalInt.empty())
            .orElse(Task.CIFAR_10.channels()),
        data.flatMap(Data::images)
            .map(Data.Images::classes)
            .orElse(OptionalInt.empty())
            .orElse(Task.CIFAR_10.classes()));
  }

  private Optional<DynamicResolution> dynamic(Section section) {
    return findings.attempt(
        section.at("scales"),
        () -> {
          DynamicResolution published =
              DynamicResolution.of(
                  section
                      .text("when")
                      .map(word -> DynamicResolution.When.valueOf(Ascii.toUpperCase(word)))
                      .orElse(DynamicResolution.When.FINAL),
                  section.numbers("scales").orElse(DynamicResolution.USUAL_SCALES),
                  section
                      .number("target", Quantities::parseShare)
                      .orElse(DynamicResolution.USUAL_TARGET));
          return new DynamicResolution(
              published.when(),
              published.scales(),
              published.target(),
              section.number("weight").orElse(published.weight()),
              section.number("spread").orElse(published.spread()),
              section.number("temperature").orElse(published.temperature()),
              section.number("distil").orElse(published.distil()),
              section.number("predictor", Quantities::parseShare).orElse(published.predictor()),
              section
                  .text("head")
                  .map(word -> DynamicResolution.ScoringHead.valueOf(Ascii.toUpperCase(word))),
              section.number("joint", Quantities::parseShare).orElse(published.joint()),
              section.number("rate").orElse(published.rate()));
        });
  }

  private Optional<StartingWeights> weights() {
    return root.isText("weights")
        ? root.text("weights").map(StartingWeights::of)
        : root.section("weights")
            .map(
                section ->
                    new StartingWeights(
                        section.text("file").orElseThrow(),
                        section
                            .text("head")
                            .map(SpecBinder::head)
                            .orElse(StartingWeights.LastLayer.KEEP)));
  }

  private static StartingWeights.LastLayer head(String word) {
    return StartingWeights.LastLayer.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private Optional<Budget> budget(Section section) {
    Optional<Long> macs = count(section, "macs");
    Optional<Long> parameters = count(section, "parameters");
    Optional<Long> atLeast = count(section, "atLeast");
    return macs.flatMap(
        target ->
            findings.attempt(
                section.path(),
                () ->
                    new Budget(
                        target,
                        section.number("tolerance", Quantities::parseShare).orElse(TOLERANCE),
                        parameters.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                        section
                            .text("latency")
                            .map(text -> OptionalDouble.of(Quantities.parseMillis(text)))
                            .orElseGet(OptionalDouble::empty),
                        atLeast.map(OptionalLong::of).orElseGet(OptionalLong::empty))));
  }

  private Optional<Long> count(Section section, String key) {
    return section
        .text(key)
        .flatMap(text -> findings.attempt(section.at(key), () -> Quantities.parseCount(text)));
  }

  private static Search search(Section section) {
    return new Search(
        section.text("strategy").orElse(STRATEGY), section.texts(key -> !key.equals("strategy")));
  }

  private static Search defaultSearch() {
    return new Search(STRATEGY, ImmutableSortedMap.of());
  }
}
