package io.espalier.space.spec;

import static io.espalier.space.spec.Quantities.formatCount;
import static io.espalier.space.spec.Quantities.formatExactly;

import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import io.espalier.space.thumbnail.ThumbnailPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Checks of a spec that need the channels and classes of the images. */
final class TaskChecks {

  private final SpecDocument document;
  private final SearchSpec spec;
  private final List<SpecProblem> problems = new ArrayList<>();

  TaskChecks(SpecDocument document) {
    this.document = document;
    this.spec = document.spec();
  }

  /** Returns what is wrong with a spec that is searched. */
  List<SpecProblem> problems(Task task) {
    drawn(task)
        .ifPresent(
            base -> {
              checkBaseMacs(base);
              checkBaseParameters(base.parameters());
              checkLargest(task);
            });
    return List.copyOf(problems);
  }

  /** Returns what is wrong with a spec whose base alone counts, which needs no room to grow. */
  List<SpecProblem> problemsOfBase(Task task) {
    drawn(task);
    return List.copyOf(problems);
  }

  private Optional<Blueprint> drawn(Task task) {
    checkChannels(task);
    try {
      Blueprint base = Families.draw(spec.space().base(), task);
      checkDynamic(task);
      checkThumbnail(task);
      return Optional.of(base);
    } catch (IllegalArgumentException e) {
      add("base", e.getMessage(), "");
      return Optional.empty();
    }
  }

  private void checkChannels(Task task) {
    if (!spec.data().images().map(images -> images.fits(task.channels())).orElse(true)) {
      add(
          "data.mean",
          "Mean and standard deviation do not have one number for each channel of the images (%s)."
              .formatted(task.channels()),
          "Write as many numbers as there are channels, or leave both out.");
    }
  }

  private void checkDynamic(Task task) {
    if (spec.dynamicResolution().isPresent()) {
      try {
        DynamicPlan.of(spec.space().base(), task, spec.dynamicResolution().get());
      } catch (IllegalArgumentException e) {
        add("dynamicResolution", e.getMessage(), "");
      }
    }
  }

  private void checkThumbnail(Task task) {
    if (spec.thumbnail().isPresent()) {
      try {
        ThumbnailPlan.of(spec.space().base(), task, spec.thumbnail().get());
      } catch (IllegalArgumentException e) {
        add("thumbnail", e.getMessage(), "");
      }
    }
  }

  private void checkBaseMacs(Blueprint base) {
    Budget budget = spec.budget();
    OptionalLong macs = macs(spec.space().base(), base);
    if (macs.isEmpty() || macs.getAsLong() >= budget.towards(budget.macs()).fewestMacs()) {
      add(
          "budget.macs",
          "The base costs %s, the budget is %s (%s), so that nothing can grow."
              .formatted(
                  macs.isPresent() ? both(macs.getAsLong(), "MACs") : "more than 2^63 MACs",
                  formatCount(budget.macs()),
                  window(budget)),
          "Raise the budget, or make the base smaller.");
    }
  }

  private void checkBaseParameters(long parameters) {
    OptionalLong most = spec.budget().parameters();
    if (most.isPresent() && parameters > most.getAsLong()) {
      add(
          "budget.parameters",
          "The base has %s, the budget is %s."
              .formatted(both(parameters, "parameters"), formatCount(most.getAsLong())),
          "Raise the budget, or make the base smaller.");
    }
  }

  private void checkLargest(Task task) {
    Budget budget = spec.budget();
    OptionalLong macs = macs(spec.space().largest(), task);
    if (macs.isPresent() && macs.getAsLong() < budget.fewestMacs()) {
      add(
          "budget.macs",
          "The largest network of this space has %s, the budget is %s (%s)."
              .formatted(
                  both(macs.getAsLong(), "MACs"), formatCount(budget.macs()), window(budget)),
          "Let space grow further, or lower the budget.");
    }
  }

  /**
   * Counts the MACs; empty where they are not known: there is no network, or more MACs than a long
   * can hold.
   */
  private OptionalLong macs(Architecture architecture, Task task) {
    try {
      return macs(architecture, Families.draw(architecture, task));
    } catch (IllegalArgumentException e) {
      // Not every combination of a space can be drawn; the largest need not be among those.
      return OptionalLong.empty();
    }
  }

  /** Where every candidate chooses resolutions, what is planned for an image counts. */
  private OptionalLong macs(Architecture architecture, Blueprint blueprint) {
    try {
      Optional<DynamicResolution> choosing =
          spec.dynamicResolution().filter(d -> d.when() == DynamicResolution.When.SEARCH);
      if (choosing.isPresent()) {
        return OptionalLong.of(
            DynamicPlan.of(architecture, blueprint.task(), choosing.get())
                .plannedMacs(choosing.get()));
      }
      return OptionalLong.of(MacLedger.macs(blueprint));
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private void add(String path, String wrong, String remedy) {
    problems.add(document.problem(path, wrong, remedy));
  }

  private static String both(long count, String what) {
    String rounded = formatCount(count) + " " + what;
    return count < 1000 ? rounded : "%s (%s)".formatted(rounded, formatExactly(count));
  }

  private static String window(Budget budget) {
    String window =
        "%s to %s".formatted(formatExactly(budget.fewestMacs()), formatExactly(budget.mostMacs()));
    return budget.atLeast().isPresent() ? window : window + " with its tolerance";
  }
}
