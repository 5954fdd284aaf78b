package io.espalier.engine.session;

import io.espalier.engine.fault.RefusalException;
import io.espalier.space.spec.Quantities;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of a disk there is for a run.
 *
 * @param folder where the run's folder is made
 * @param need what the run takes
 * @param free bytes that are free there; empty where the disk does not say
 */
public record Room(Path folder, DiskNeed need, OptionalLong free) {

  /**
   * Looks at a disk.
   *
   * @param folder where the run's folder is made; it need not exist yet
   */
  public static Room in(Path folder, DiskNeed need) {
    Path there = folder.toAbsolutePath().normalize();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return new Room(folder, need, free(there));
  }

  private static OptionalLong free(Path there) {
    try {
      FileStore disk = Files.getFileStore(there);
      // A disk without any size at all is one of those that do not count.
      return disk.getTotalSpace() > 0
          ? OptionalLong.of(Math.max(0, disk.getUsableSpace()))
          : OptionalLong.empty();
    } catch (IOException e) {
      // In some containers the system does not know what a folder lies on.
      return OptionalLong.empty();
    }
  }

  /** Tells whether the run cannot end on this disk, whatever it finds. */
  public boolean isTooSmall() {
    return free.isPresent() && free.getAsLong() < need.least();
  }

  /** Returns what to say before the run starts, if its disk may become full. */
  public Optional<String> warning() {
    if (free.isEmpty() || free.getAsLong() >= need.most()) {
      return Optional.empty();
    }
    return Optional.of(
        "A run in %s needs %sabout %s of disk, and %s are free there. Make room, or choose a folder on another disk."
            .formatted(
                folder,
                isTooSmall() ? "at least %s, ".formatted(Quantities.formatBytes(need.least())) : "",
                Quantities.formatBytes(need.most()),
                Quantities.formatBytes(free.getAsLong())));
  }

  /**
   * Checks that a run may be made.
   *
   * @throws RefusalException if it cannot end on this disk, whatever it finds
   */
  void refuseTooSmall() {
    if (isTooSmall()) {
      throw new RefusalException(warning().orElseThrow(), RefusalException.Remedy.OTHER_PLACE);
    }
  }
}
