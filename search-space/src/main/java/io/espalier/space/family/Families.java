package io.espalier.space.family;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import com.google.common.collect.Streams;
import io.espalier.space.Architecture;
import io.espalier.space.Block;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The families on the class path. */
public final class Families {

  private static final SortedMap<String, Family> BY_NAME =
      ImmutableSortedMap.copyOf(Maps.uniqueIndex(ServiceLoader.load(Family.class), Family::name));

  private static final int SIMILAR = 5;
  private static final int MOST_CHARACTERS = 100;

  private Families() {}

  /** Returns the names of all families, sorted. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * Returns the family of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Family named(String name) {
    Family family = BY_NAME.get(name);
    checkArgument(
        family != null, "There is no family '%s'. Choose one of: %s.", name, BY_NAME.keySet());
    return family;
  }

  /**
   * Draws the network of an architecture.
   *
   * @throws IllegalArgumentException if the family is unknown, an option or its value is, or the
   *     family cannot build the architecture
   */
  public static Blueprint draw(Architecture architecture, Task task) {
    Family family = named(architecture.family());
    if (!architecture.options().isEmpty()) {
      architecture.options().entrySet().forEach(option -> checkOption(family, option));
    }
    architecture.stages().forEach(stage -> checkStage(family, stage));
    return family.draw(architecture, task);
  }

  private static void checkStage(Family family, Stage stage) {
    checkArgument(
        stage.lean().isDense() || family.canBeLean(),
        "The family %s has no dense spatial convolutions that could be %s. Leave lean out, or choose a family such as resnet.",
        family.name(),
        stage.lean());
    List<Block> blocks = family.blocks();
    if (stage.block().isPresent() ? !blocks.contains(stage.block().get()) : !blocks.isEmpty()) {
      throw new IllegalArgumentException(
          "A stage of the family %s %s."
              .formatted(
                  family.name(),
                  blocks.isEmpty()
                      ? "has no blocks to choose from"
                      : "needs a block: " + names(blocks)));
    }
  }

  /**
   * Returns a block of a family by name.
   *
   * @throws IllegalArgumentException if it has no such block
   */
  public static Block block(Family family, String name) {
    return family.blocks().stream()
        .filter(block -> block.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    family.blocks().isEmpty()
                        ? "The family %s has no blocks to choose from; remove '%s'."
                            .formatted(family.name(), name)
                        : "The family %s has no block '%s'. Choose one of: %s."
                            .formatted(family.name(), name, names(family.blocks()))));
  }

  private static String names(List<Block> blocks) {
    return blocks.stream().map(Block::name).collect(Collectors.joining(", "));
  }

  /**
   * Checks that a family knows an option and its value.
   *
   * @throws IllegalArgumentException if it does not; the message says what it knows
   */
  public static void checkOption(Family family, Map.Entry<String, String> chosen) {
    Optional<Family.Option> known =
        family.options().stream().filter(o -> o.name().equals(chosen.getKey())).findFirst();
    checkArgument(
        known.isPresent(),
        "The family %s has no option '%s'. It knows: %s.",
        family.name(),
        chosen.getKey(),
        family.options().stream().map(Family.Option::name).collect(Collectors.joining(", ")));
    List<String> values = known.get().values();
    checkArgument(
        values.isEmpty() || values.contains(chosen.getValue()),
        "The option %s of family %s is '%s'; it must be one of %s.",
        chosen.getKey(),
        family.name(),
        chosen.getValue(),
        values);
  }

  /** Returns the names of all published networks, by family, smallest first. */
  public static Map<String, List<String>> presetNames() {
    return Maps.transformValues(BY_NAME, Family::presetNames);
  }

  /**
   * Returns a published network by name, as {@code NAME} at its native resolution or as {@code
   * NAME@RESOLUTION}.
   *
   * @throws IllegalArgumentException if no family knows the name, or the resolution is not a number
   */
  public static Family.Preset preset(String name) {
    int at = name.indexOf('@');
    String bare = at < 0 ? name : name.substring(0, at);
    Family.Preset preset =
        BY_NAME.values().stream()
            .flatMap(family -> family.preset(bare).stream())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "There is no published network '%s'. Similar names: %s. 'espalier describe' lists all."
                            .formatted(bare, String.join(", ", similar(bare)))));
    return at < 0
        ? preset
        : new Family.Preset(
            preset.architecture().withResolution(pixels(name, name.substring(at + 1))),
            preset.task());
  }

  private static List<String> similar(String name) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String shown = Ascii.truncate(name, MOST_CHARACTERS, "");
    return Streams.stream(Iterables.concat(presetNames().values()))
        .sorted(Comparator.comparing(known -> distance.apply(shown, known)))
        .limit(SIMILAR)
        .toList();
  }

  private static int pixels(String name, String text) {
    checkArgument(
        text.matches("[1-9]\\d{0,4}"),
        "The resolution in '%s' must be a whole number of pixels, as in %s@224.",
        name,
        name.substring(0, name.indexOf('@')));
    return Integer.parseInt(text);
  }
}
