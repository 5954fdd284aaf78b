package io.espalier.trainer.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a run's weights, by number of trial.
 *
 * @param path the folder
 */
public record WeightsFolder(Path path) {

  /** Returns the weights of a trial that was trained. */
  public Path weights(int trial) {
    return path.resolve(stem(trial) + ".safetensors");
  }

  /** Returns the weights of what makes the thumbnails that a trial's network reads. */
  public Path downscaler(int trial) {
    return path.resolve(stem(trial) + ".downscaler.safetensors");
  }

  /** Returns the state of a trial that is being trained. */
  public Path checkpoint(int trial) {
    return path.resolve(stem(trial) + ".checkpoint.safetensors");
  }

  /** Returns the weights of the best network that was found. */
  public Path best() {
    return path.resolve("best.safetensors");
  }

  /** Returns the weights of what makes the thumbnails that the best network reads. */
  public Path bestDownscaler() {
    return path.resolve("downscaler.safetensors");
  }

  /**
   * Deletes every weights file and checkpoint that is not needed any more, and what was left
   * half-written.
   *
   * @param weights numbers of the trials whose weights are kept
   * @param unfinished numbers of the trials that have no outcome yet: all of their files are kept,
   *     for they may just be written
   * @throws IOException if a file cannot be deleted
   */
  public void keepOnly(Set<Integer> weights, Set<Integer> unfinished) throws IOException {
    Set<Path> kept =
        Stream.concat(
                weights.stream().flatMap(trial -> Stream.of(weights(trial), downscaler(trial))),
                Stream.of(best(), bestDownscaler()))
            .collect(Collectors.toSet());
    Set<String> keptNames =
        unfinished.stream().map(WeightsFolder::stem).collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(path)) {
      List<Path> dropped =
          files
              .filter(file -> !kept.contains(file))
              .filter(file -> keptNames.stream().noneMatch(stem -> isNamed(file, stem)))
              .toList();
      for (Path file : dropped) {
        Files.delete(file);
      }
    }
  }

  private static boolean isNamed(Path file, String stem) {
    return file.getFileName().toString().startsWith(stem + ".");
  }

  private static String stem(int trial) {
    return "trial-%03d".formatted(trial);
  }
}
