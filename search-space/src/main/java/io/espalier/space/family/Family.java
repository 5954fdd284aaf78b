package io.espalier.space.family;

import io.espalier.space.Architecture;
import io.espalier.space.Block;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import java.util.List;
import java.util.Optional;

/**
 * A kind of network: turns an architecture into the blueprint of its layers.
 *
 * <p>A new family is one class with {@code @AutoService(Family.class)}; nothing else names it.
 */
public interface Family {

  /** Returns the name that a spec gives, such as {@code resnet-cifar}. */
  String name();

  /** Returns what may be chosen once for a whole network of this family. */
  List<Option> options();

  /**
   * Draws a network.
   *
   * @throws IllegalArgumentException if the family cannot build this architecture; the message says
   *     which dimension is in the way
   */
  Blueprint draw(Architecture architecture, Task task);

  /** Returns the names of the published networks of this family, smallest first. */
  List<String> presetNames();

  /**
   * Returns a published network by name; families with a free multiplier know more than they list.
   */
  Optional<Preset> preset(String name);

  /** Tells whether the spatial convolutions of this family's stages can be made lean. */
  default boolean canBeLean() {
    return false;
  }

  /** Returns what a stage can be made of, by rank; none where the family leaves no choice. */
  default List<Block> blocks() {
    return List.of();
  }

  /** Returns what the widths of an architecture's stages must be multiples of, such as a group. */
  default int widthMultiple(Architecture architecture) {
    return 1;
  }

  /**
   * Returns the architecture with one stage widened, and whatever else must widen with it for the
   * parent's function to be kept; the architecture itself where nothing can keep it.
   *
   * @param stage index of the stage, counted from 0
   * @param width the new number of channels, rounded up to the {@link #widthMultiple}
   */
  default Architecture widen(Architecture architecture, int stage, int width) {
    int channels = Channels.upTo(width, widthMultiple(architecture));
    return architecture.withStage(stage, architecture.stages().get(stage).withWidth(channels));
  }

  /**
   * A choice for a whole network.
   *
   * @param name key in a spec's {@code base.options}
   * @param byDefault value where the spec says nothing
   * @param values what it may be; empty where any whole number may stand
   */
  record Option(String name, String byDefault, List<String> values) {
    /** Copies the list. */
    public Option {
      values = List.copyOf(values);
    }
  }

  /**
   * A published network.
   *
   * @param architecture at its native resolution
   * @param task what it was published for
   */
  record Preset(Architecture architecture, Task task) {}
}
