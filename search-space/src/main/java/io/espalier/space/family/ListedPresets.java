package io.espalier.space.family;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A family whose published networks are a fixed list. */
interface ListedPresets extends Family {

  /** Returns the published networks by name, smallest first. */
  Map<String, Preset> presets();

  @Override
  default List<String> presetNames() {
    return List.copyOf(presets().keySet());
  }

  @Override
  default Optional<Preset> preset(String name) {
    return Optional.ofNullable(presets().get(name));
  }
}
