package io.espalier.space.family;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.PaddingRule;
import io.espalier.space.family.Family.Option;
import java.util.List;
import java.util.Locale;

/**
 * What tells networks apart that were trained with different libraries, and neither their weights
 * nor their cost: TensorFlow pads unevenly, and adds more to the variance.
 */
final class Conventions {

  /** Padding of the convolutions, see {@link PaddingRule}. */
  static final Option PADDING = new Option("padding", "symmetric", List.of("symmetric", "same"));

  /** What batch normalisation adds to the variance. */
  static final Option EPSILON = new Option("epsilon", "1e-5", List.of("1e-5", "1e-3"));

  private Conventions() {}

  /** Starts to draw by the conventions that the architecture's options choose. */
  static Draft draft(Architecture architecture, Task task) {
    String padding = architecture.option(PADDING.name(), PADDING.byDefault());
    return Blueprint.draft(task, architecture.resolution())
        .padding(PaddingRule.valueOf(padding.toUpperCase(Locale.ROOT)))
        .epsilon(Double.parseDouble(architecture.option(EPSILON.name(), EPSILON.byDefault())));
  }

  /** Returns an option that may be any whole number. */
  static Option number(String name, int byDefault) {
    return new Option(name, String.valueOf(byDefault), List.of());
  }

  /** Returns what the architecture or else the option's default says. */
  static int value(Architecture architecture, Option option) {
    return architecture.option(option.name(), Integer.parseInt(option.byDefault()));
  }

  /**
   * Checks the number of stages of a family whose stages each have their own kernel or expansion.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  static void requireStages(Architecture architecture, int count) {
    checkArgument(
        architecture.stages().size() == count,
        "The family %s has %s stages, not %s. Give base.stages as many entries.",
        architecture.family(),
        count,
        architecture.stages().size());
  }
}
