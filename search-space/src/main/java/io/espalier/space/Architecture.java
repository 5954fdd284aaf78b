package io.espalier.space;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A network of a family: what a search changes, and all that its {@link
 * io.espalier.space.blueprint.Blueprint} is drawn from.
 *
 * @param family name of the family, such as {@code resnet-cifar}
 * @param options options of the family for the whole network, such as {@code shortcut: a}; options
 *     left out have the family's defaults
 * @param resolution height and width of the input, in pixels
 * @param stages the stages, from the input to the head
 */
public record Architecture(
    String family, SortedMap<String, String> options, int resolution, List<Stage> stages) {

  /**
   * @throws IllegalArgumentException if the resolution is not positive or there is no stage
   */
  public Architecture {
    checkArgument(
        resolution > 0, "The resolution (%s) of an architecture must be at least 1.", resolution);
    checkArgument(!stages.isEmpty(), "An architecture needs at least one stage.");
    options = ImmutableSortedMap.copyOf(options);
    stages = List.copyOf(stages);
  }

  /** Returns an architecture with all options of its family at their defaults. */
  public static Architecture of(String family, int resolution, List<Stage> stages) {
    return new Architecture(family, ImmutableSortedMap.of(), resolution, stages);
  }

  /** Returns the value of an option, or a default where this architecture does not set it. */
  public String option(String name, String byDefault) {
    return options.getOrDefault(name, byDefault);
  }

  /** Returns the option of that name as an integer, or a default where it is not set. */
  public int option(String name, int byDefault) {
    String value = options.get(name);
    if (value == null) {
      return byDefault;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "The option %s of family %s must be a whole number, not '%s'."
              .formatted(name, family, value),
          e);
    }
  }

  /** Returns this architecture with another option, replacing its value if it was set. */
  public Architecture withOption(String name, String value) {
    SortedMap<String, String> changed = new TreeMap<>(options);
    changed.put(name, value);
    return new Architecture(family, changed, resolution, stages);
  }

  /** Returns this architecture for inputs of another height and width, in pixels. */
  public Architecture withResolution(int pixels) {
    return new Architecture(family, options, pixels, stages);
  }

  /** Returns this architecture with one stage (counted from 0) replaced. */
  public Architecture withStage(int index, Stage stage) {
    List<Stage> changed = new ArrayList<>(stages);
    changed.set(index, stage);
    return new Architecture(family, options, resolution, changed);
  }

  /**
   * Returns this architecture with other densities.
   *
   * @param densities one for each stage
   * @throws IllegalArgumentException if they are more or fewer
   */
  public Architecture withDensities(List<Lean> densities) {
    checkArgument(
        densities.size() == stages.size(),
        "%s densities for %s stages. Give one for each.",
        densities.size(),
        stages.size());
    List<Stage> changed =
        Streams.zip(stages.stream(), densities.stream(), Stage::withLean).toList();
    return new Architecture(family, options, resolution, changed);
  }

  /**
   * Tells whether this architecture contains another element by element: same family and options,
   * and no dimension of any stage smaller.
   *
   * <p>Greedy Network Enlarging (arXiv 2108.00177) assumes that the best small network is a proper
   * sub-component of the best larger one.
   */
  public boolean contains(Architecture other) {
    if (!family.equals(other.family)
        || !options.equals(other.options)
        || resolution < other.resolution
        || stages.size() != other.stages.size()) {
      return false;
    }
    for (int i = 0; i < stages.size(); i++) {
      if (!stages.get(i).contains(other.stages.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the architecture in one line, as logs and tables show it. */
  public String summary() {
    StringBuilder text = new StringBuilder().append(resolution).append("px");
    stages.forEach(stage -> text.append(' ').append(stage.summary()));
    return text.toString();
  }
}
