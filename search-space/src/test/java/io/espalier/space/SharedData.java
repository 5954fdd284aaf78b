package io.espalier.space;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Real images, published weights and tables of results, which may not be copied into the
 * repository: they lie in a folder {@code shared} beside it. Tests that need them are skipped
 * without it, and {@link SkippedForData} counts them.
 */
public final class SharedData {

  /** Begins what a test is skipped with. */
  static final String MISSING = "Data of ../shared are missing: ";

  private static final Path FOLDER = Path.of("../../shared").toAbsolutePath().normalize();

  private SharedData() {}

  /**
   * Returns a file or folder, such as {@code data/camvid.zip}; skips the test where it is missing.
   */
  public static Path file(String name) {
    Path file = FOLDER.resolve(name);
    assumeTrue(Files.exists(file), () -> MISSING + name);
    return file;
  }
}
