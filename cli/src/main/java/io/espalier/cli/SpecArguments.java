package io.espalier.cli;

import io.espalier.engine.Spec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What commands that read a spec have in common. */
final class SpecArguments {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Sets a key of the spec, as in --set budget.macs=8M. This option can be repeated.")
  private List<String> overrides = new ArrayList<>();

  List<String> overrides() {
    return overrides;
  }

  /**
   * Tells whether a path that may name a run or a spec names a run.
   *
   * @throws UsageException if there is nothing, and its name does not tell what was meant
   */
  static boolean isRun(Path path) {
    if (!Files.exists(path) && !path.toString().matches(".*\\.ya?ml")) {
      throw new UsageException(
          "%s: There is no such file or folder. Name the folder of a run, or a spec, which is a YAML file."
              .formatted(path));
    }
    return Files.isDirectory(path);
  }

  /**
   * Reads a spec, but not its images.
   *
   * @throws io.espalier.space.spec.SpecException with everything that is wrong
   */
  Spec read(Path file) {
    return Spec.read(file, overrides);
  }
}
