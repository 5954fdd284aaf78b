package io.espalier.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A table in the form of NAS-Bench-Macro, of accuracies that were made up, and a spec for it. */
public final class ToyTable {

  public static final String SPEC =
      """
      name: toy
      seed: 5
      data: {table: toy.csv}
      family: nasbench-macro
      base:
        resolution: 32
        stages:
          - {depth: 1, width: 64, block: identity}
          - {depth: 1, width: 64, block: identity}
          - {depth: 1, width: 128, block: identity}
          - {depth: 1, width: 128, block: identity}
          - {depth: 1, width: 128, block: identity}
          - {depth: 1, width: 256, block: identity}
          - {depth: 1, width: 256, block: identity}
          - {depth: 1, width: 256, block: identity}
      space:
        stages: {block: [identity, mb3-k3, mb6-k5]}
      budget: {macs: 60M, atLeast: 0, tolerance: 20%}
      search: {strategy: greedy, steps: 2}
      """;

  private static final int CODES = 6561;

  private ToyTable() {}

  /** Writes both into a folder, and returns the spec. */
  public static Path write(Path folder) throws IOException {
    StringBuilder table = new StringBuilder("arch,mean_acc\n");
    for (int i = 0; i < CODES; i++) {
      String code = String.format(Locale.ROOT, "%8s", Integer.toString(i, 3)).replace(' ', '0');
      table.append(code).append(',').append(percent(code)).append('\n');
    }
    Files.writeString(folder.resolve("toy.csv"), table);
    return Files.writeString(folder.resolve("toy.yaml"), SPEC);
  }

  /** More blocks do better, and later ones by more; every code differs from every other. */
  private static double percent(String code) {
    double percent = 20;
    for (int i = 0; i < code.length(); i++) {
      int rank = code.charAt(i) - '0';
      percent += Math.sqrt(rank) * (i + 1.1) + Math.pow(3, i) * 1e-4 * rank;
    }
    return percent;
  }
}
