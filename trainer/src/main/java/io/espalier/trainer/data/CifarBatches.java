package io.espalier.trainer.data;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * CIFAR-10's binary batches: {@code DIR/train} means all of {@code DIR/data_batch_*.bin}, {@code
 * DIR/test} means {@code DIR/test_batch.bin}; a file {@code *.bin} or a folder of them means just
 * that.
 */
@AutoService(DataForm.class)
public final class CifarBatches implements DataForm {

  private static final String TEST = "test_batch.bin";

  @Override
  public String description() {
    return "CIFAR-10's binary batches: DIR/train for DIR/data_batch_*.bin, DIR/test for"
        + " DIR/test_batch.bin, a file *.bin or a folder of them";
  }

  @Override
  public boolean recognises(Location location) {
    return !batches(location.path()).isEmpty();
  }

  @Override
  public ImageSource open(Location location) {
    List<Path> batches = batches(location.path());
    if (batches.size() > 1 && batches.stream().anyMatch(CifarBatches::isTest)) {
      throw location.problem(
          "the folder %s holds both training and test images. Write %s/train or %s/test."
              .formatted(location.text(), location.text(), location.text()));
    }
    return CifarImages.open(location, batches);
  }

  private static List<Path> batches(Path path) {
    if (Files.isDirectory(path)) {
      return Folders.visible(path).stream().filter(CifarBatches::isBatch).toList();
    }
    if (Files.exists(path)) {
      return isBatch(path) ? List.of(path) : List.of();
    }
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    return switch (Folders.name(path)) {
      case "train" ->
          Folders.visible(folder).stream()
              .filter(file -> Folders.name(file).matches("data_batch_.*\\.bin"))
              .toList();
      case "test" -> Folders.visible(folder).stream().filter(CifarBatches::isTest).toList();
      default -> List.of();
    };
  }

  private static boolean isBatch(Path path) {
    return Folders.name(path).endsWith(".bin");
  }

  private static boolean isTest(Path path) {
    return Folders.name(path).equals(TEST);
  }
}
