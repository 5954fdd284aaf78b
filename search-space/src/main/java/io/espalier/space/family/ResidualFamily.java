package io.espalier.space.family;

import io.espalier.space.Architecture;

/** A family of residual blocks, whose 3x3 convolutions can be made lean. */
interface ResidualFamily extends ListedPresets {

  @Override
  default boolean canBeLean() {
    return true;
  }

  @Override
  default int widthMultiple(Architecture architecture) {
    return Residual.widthMultiple(architecture);
  }
}
