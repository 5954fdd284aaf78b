package io.espalier.space.spec;

import com.google.common.collect.ImmutableSortedSet;
import io.espalier.space.Architecture;
import io.espalier.space.Block;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family;
import io.espalier.space.growth.Range;
import io.espalier.space.growth.Space;
import io.espalier.space.growth.StageSpace;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Makes records of the sections {@code family}, {@code base} and {@code space}. */
final class SpaceBinder {

  private final Section root;
  private final SpecProblems findings;
  private final LeanBinder leans;

  SpaceBinder(Section root, SpecProblems findings) {
    this.root = root;
    this.findings = findings;
    this.leans = new LeanBinder(findings);
  }

  /**
   * Makes the space around the base, and checks that the base can be drawn for a task and that
   * nothing of it would have to shrink.
   */
  Optional<Space> space(Task task) {
    Optional<Architecture> base = base();
    if (findings.none("family") && findings.none("base")) {
      base.ifPresent(sound -> findings.attempt("base", () -> Families.draw(sound, task)));
    }
    return base.flatMap(this::around);
  }

  private Optional<Architecture> base() {
    if (!findings.none("base")) {
      return Optional.empty();
    }
    return root.isText("base") ? published() : root.section("base").flatMap(this::written);
  }

  private Optional<Architecture> published() {
    Optional<Architecture> base =
        root.text("base")
            .flatMap(name -> findings.attempt("base", () -> Families.preset(name).architecture()));
    Optional<String> family = root.text("family");
    if (base.isPresent() && family.isPresent() && !base.get().family().equals(family.get())) {
      findings.add(
          "family",
          "The base is of the family %s, not %s."
              .formatted(base.get().family(), Shown.quoted(family.get())),
          "Remove this key.");
    }
    return base;
  }

  private Optional<Architecture> written(Section section) {
    String family = findings.none("family") ? root.text("family").orElseThrow() : "";
    Section options = section.sectionOrEmpty("options");
    SortedMap<String, String> chosen = options.texts(key -> true);
    if (findings.none("family")) {
      findings
          .attempt("family", () -> Families.named(family))
          .ifPresent(known -> chosen.entrySet().forEach(option -> check(known, options, option)));
    }
    return findings.attempt(
        section.path(),
        () ->
            new Architecture(
                family,
                chosen,
                section.integer("resolution").orElseThrow(),
                section.sections("stages").stream().map(stage -> stage(stage, family)).toList()));
  }

  private void check(Family family, Section section, Map.Entry<String, String> option) {
    findings.attempt(
        section.at(option.getKey()),
        () -> {
          Families.checkOption(family, option);
          return option;
        });
  }

  private Stage stage(Section section, String family) {
    return new Stage(
        section.integer("depth").orElseThrow(),
        section.integer("width").orElseThrow(),
        section.number("scale").orElse(1),
        leans.density(section).orElse(Lean.DENSE),
        section.text("block").flatMap(name -> block(section.at("block"), family, name)));
  }

  private Optional<Block> block(String path, String family, String name) {
    return findings.none("family")
        ? findings.attempt(path, () -> Families.block(Families.named(family), name))
        : Optional.empty();
  }

  private Optional<Space> around(Architecture base) {
    if (!findings.none("space")) {
      return Optional.empty();
    }
    Section section = root.sectionOrEmpty("space");
    Optional<Range> resolution = section.section("resolution").map(SpaceBinder::range);
    resolution.ifPresent(
        range ->
            checkGrowth(
                section.at("resolution"), range, base.resolution(), "resolution of the base"));
    List<Section> perStage = section.sections("stages");
    List<Section> entries =
        perStage.isEmpty() && !section.isList("stages")
            ? Collections.nCopies(base.stages().size(), section.sectionOrEmpty("stages"))
            : perStage;
    Optional<Space> space =
        findings.attempt(
            section.at("stages"),
            () ->
                new Space(
                    base,
                    resolution,
                    entries.stream().map(entry -> stageSpace(entry, base.family())).toList()));
    space.ifPresent(
        found -> {
          // From the last on, because widths grow: of one entry for all only the first is told.
          for (int i = entries.size() - 1; i >= 0; i--) {
            checkStage(entries.get(i), found.stages().get(i), base.stages().get(i), i + 1);
          }
        });
    return space;
  }

  private StageSpace stageSpace(Section section, String family) {
    return new StageSpace(
        section.section("depth").map(SpaceBinder::range),
        section.section("width").map(SpaceBinder::range),
        section
            .section("resolution")
            .flatMap(resolution -> resolution.numbers("scales"))
            .map(ImmutableSortedSet::copyOf)
            .orElseGet(ImmutableSortedSet::of),
        leans.densities(section),
        section.words("block").stream()
            .flatMap(name -> block(section.at("block"), family, name).stream())
            .toList());
  }

  private static Range range(Section section) {
    return new Range(section.integer("to").orElseThrow(), section.integer("step").orElse(1));
  }

  private void checkStage(Section section, StageSpace space, Stage base, int number) {
    String where = " of stage %s of the base".formatted(number);
    space
        .depth()
        .ifPresent(r -> checkGrowth(section.at("depth"), r, base.depth(), "depth" + where));
    space
        .width()
        .ifPresent(r -> checkGrowth(section.at("width"), r, base.width(), "width" + where));
    checkDensities(section.at("lean"), space, base, where);
    String scales = section.at("resolution.scales");
    if (!space.scales().isEmpty()
        && space.scales().last() < base.scale()
        && findings.none(scales)) {
      findings.add(
          scales,
          "The largest scale (%s) is below the scale (%s)%s."
              .formatted(plain(space.scales().last()), plain(base.scale()), where),
          "Networks only grow: write a larger one, or leave it out.");
    }
  }

  private void checkDensities(String path, StageSpace space, Stage base, String where) {
    if (!space.leans().isEmpty()
        && space.leans().stream().noneMatch(lean -> lean.contains(base.lean()))
        && findings.none(path)) {
      findings.add(
          path,
          "None of these densities contains the density (%s)%s.".formatted(base.lean(), where),
          "Networks only grow: write a denser one, start the base leaner, or leave it out.");
    }
  }

  private void checkGrowth(String path, Range range, int from, String what) {
    if (range.to() < from && findings.none(path)) {
      findings.add(
          SpecTree.key(path, "to"),
          "%s is below the %s (%s).".formatted(range.to(), what, from),
          "Networks only grow: write a larger value, or leave it out.");
    }
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
