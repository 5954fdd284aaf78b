package io.espalier.trainer.weights;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads the weights of a network from a safetensors file: every tensor, and no other. */
public final class WeightsFile {

  /** PyTorch's count of the batches that a batch norm saw; nothing here needs it. */
  private static final String BATCH_COUNT = ".num_batches_tracked";

  private WeightsFile() {}

  /**
   * Reads all tensors of a layout.
   *
   * @throws WeightsException if tensors are missing, unexpected or of another shape; all are named
   */
  public static Weights read(SafetensorsFile file, TensorLayout layout) throws IOException {
    return read(file, layout, name -> false);
  }

  /**
   * Reads all tensors of a layout, and lets tensors pass that are not the network's.
   *
   * @param others tells by name which tensors are something else
   * @throws WeightsException if tensors are missing, unexpected or of another shape; all are named
   */
  public static Weights read(SafetensorsFile file, TensorLayout layout, Predicate<String> others)
      throws IOException {
    List<String> problems = problems(file, layout, others);
    if (!problems.isEmpty()) {
      throw new WeightsException(
          "%s does not fit the network:%n  %s"
              .formatted(file.file(), String.join(System.lineSeparator() + "  ", problems)));
    }
    Weights weights = Weights.zero(layout);
    for (Slot slot : layout.slots()) {
      float[] values = file.read(file.entries().get(slot.name()));
      System.arraycopy(values, 0, weights.vector(slot.kind()), slot.offset(), values.length);
    }
    return weights;
  }

  private static List<String> problems(
      SafetensorsFile file, TensorLayout layout, Predicate<String> others) {
    Map<String, SafetensorsFile.Entry> entries = file.entries();
    List<String> problems =
        layout.slots().stream()
            .filter(slot -> !fits(slot, entries.get(slot.name())))
            .map(slot -> misfit(slot, entries.get(slot.name())))
            .collect(Collectors.toList());
    entries.values().stream()
        .filter(entry -> layout.slot(entry.name()).isEmpty())
        .filter(entry -> !others.test(entry.name()) && !entry.name().endsWith(BATCH_COUNT))
        .map(entry -> "tensor '%s' is not one of the network's.".formatted(entry.name()))
        .forEach(problems::add);
    return problems;
  }

  private static boolean fits(Slot slot, SafetensorsFile.Entry entry) {
    return entry != null
        && entry.dims().equals(slot.dims().stream().map(Integer::longValue).toList());
  }

  private static String misfit(Slot slot, SafetensorsFile.Entry entry) {
    return entry == null
        ? "tensor '%s' of shape %s is missing.".formatted(slot.name(), slot.dims())
        : "tensor '%s' has the shape %s, expected %s."
            .formatted(slot.name(), entry.dims(), slot.dims());
  }

  /**
   * Checks that a file is the one that was written.
   *
   * @param sha256 hexadecimal digits of the checksum that it had then
   * @throws WeightsException if it is missing or another
   */
  public static void verify(Path file, String sha256) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new WeightsException("The weights file %s is missing.".formatted(file));
    }
    HashCode found = MoreFiles.asByteSource(file).hash(Hashing.sha256());
    if (!found.toString().equals(sha256)) {
      throw new WeightsException(
          """
          The weights file %s has the checksum %s, but %s was written. \
          It was changed or damaged; put the original back, or start the search anew."""
              .formatted(file, found, sha256));
    }
  }
}
