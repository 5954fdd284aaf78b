package io.espalier.trainer.weights;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
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
   * Reads all tensors of a layout, and allows further tensors that are not the network's.
   *
   * @param others tells by name which tensors are something else
   * @throws WeightsException if tensors are missing, unexpected or of another shape; all are named
   */
  public static Weights read(SafetensorsFile file, TensorLayout layout, Predicate<String> others)
      throws IOException {
    Weights weights = Weights.zero(layout);
    fill(weights, file, layout.slots(), others);
    return weights;
  }

  /**
   * Reads all tensors of a network except those of its head, which it draws: the file's head may be
   * missing or classify other classes.
   *
   * @throws WeightsException if tensors are missing, unexpected or of another shape; all are named
   */
  public static Weights readBody(SafetensorsFile file, Blueprint blueprint, RandomGenerator random)
      throws IOException {
    ClassHead head = ClassHead.of(blueprint);
    Weights weights = Weights.initial(TensorLayout.of(blueprint), random);
    List<Slot> body = weights.layout().slots().stream().filter(slot -> !head.owns(slot)).toList();
    fill(
        weights,
        file,
        body,
        name ->
            DynamicPlan.isExtra(name)
                || weights.layout().slot(name).filter(head::owns).isPresent());
    return weights;
  }

  private static void fill(
      Weights weights, SafetensorsFile file, List<Slot> slots, Predicate<String> others)
      throws IOException {
    List<String> problems = problems(file, slots, others);
    if (!problems.isEmpty()) {
      throw new WeightsException(
          "%s does not fit the network:%n  %s"
              .formatted(file.file(), String.join(System.lineSeparator() + "  ", problems)));
    }
    for (Slot slot : slots) {
      float[] values = file.read(file.entries().get(slot.name()));
      System.arraycopy(values, 0, weights.vector(slot.kind()), slot.offset(), values.length);
    }
  }

  private static List<String> problems(
      SafetensorsFile file, List<Slot> slots, Predicate<String> others) {
    Map<String, SafetensorsFile.Entry> entries = file.entries();
    Set<String> names = slots.stream().map(Slot::name).collect(Collectors.toSet());
    List<String> problems =
        slots.stream()
            .filter(slot -> !fits(slot, entries.get(slot.name())))
            .map(slot -> misfit(slot, entries.get(slot.name())))
            .collect(Collectors.toList());
    entries.keySet().stream()
        .filter(name -> !names.contains(name) && !others.test(name))
        .filter(name -> !name.endsWith(BATCH_COUNT))
        .map("tensor '%s' is not one of the network's."::formatted)
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

  /** Returns the checksum of a file, in hexadecimal digits. */
  public static String sha256(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }

  /**
   * Checks that a file did not change.
   *
   * @param sha256 hexadecimal digits of the checksum that it had then
   * @throws WeightsException if it is missing or has changed
   */
  public static void verify(Path file, String sha256) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new WeightsException("The weights file %s is missing.".formatted(file));
    }
    String found = sha256(file);
    if (!found.equals(sha256)) {
      throw new WeightsException(
          """
          The weights file %s has the checksum %s, expected %s. \
          It was changed or damaged; put the original back, or start the search anew."""
              .formatted(file, found, sha256));
    }
  }
}
