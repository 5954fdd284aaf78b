package io.espalier.space.spec;

import io.espalier.space.growth.Space;
import io.espalier.space.thumbnail.Thumbnailing;
import java.util.Optional;

/** Makes a record of the section {@code thumbnail}. */
final class ThumbnailBinder {

  private final SpecProblems findings;

  ThumbnailBinder(SpecProblems findings) {
    this.findings = findings;
  }

  /**
   * Makes the settings.
   *
   * @param space whose base will be the teacher; empty if something is wrong with it
   */
  Optional<Thumbnailing> thumbnailing(Section section, Optional<Space> space) {
    return findings
        .attempt(section.at("enlarge"), () -> asked(section))
        .flatMap(
            asked ->
                space.isEmpty()
                    ? Optional.of(asked)
                    : findings
                        .attempt(
                            section.at("scale"), () -> asked.side(space.get().base().resolution()))
                        .map(side -> asked));
  }

  /** The schema has checked all numbers by now, but not that the scale allows the enlarging. */
  private static Thumbnailing asked(Section section) {
    Thumbnailing usual = Thumbnailing.of(section.integer("scale").orElseThrow());
    return new Thumbnailing(
        usual.scale(),
        section.number("enlarge"),
        section.number("distil").orElse(usual.distil()),
        section.number("temperature").orElse(usual.temperature()),
        section.number("features").orElse(usual.features()),
        section.number("moments").orElse(usual.moments()),
        section.integer("stage"),
        section.number("lower", Quantities::parseShare).orElse(usual.lower()),
        section.number("downscaler", Quantities::parseShare).orElse(usual.downscaler()),
        section.integer("blocks").orElse(usual.blocks()));
  }
}
