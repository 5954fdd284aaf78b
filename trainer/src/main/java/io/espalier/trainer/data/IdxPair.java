package io.espalier.trainer.data;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pair of IDX files, images and labels, as MNIST and Fashion-MNIST come: {@code DIR/train} means
 * {@code DIR/train-images-idx3-ubyte} and {@code DIR/train-labels-idx1-ubyte}, gzipped or not.
 *
 * <p>{@code DIR/test} also finds files that begin with {@code t10k}, and a folder with one pair
 * means that pair.
 */
@AutoService(DataForm.class)
public final class IdxPair implements DataForm {

  private static final Pattern IMAGES =
      Pattern.compile("(?<prefix>.+)-images(?<rest>[-.]idx)3-ubyte(\\.gz)?");

  @Override
  public String description() {
    return "a pair of IDX files: DIR/train for DIR/train-images-idx3-ubyte[.gz] and"
        + " DIR/train-labels-idx1-ubyte[.gz], or their folder";
  }

  @Override
  public boolean recognises(Location location) {
    return images(location.path()).isPresent();
  }

  @Override
  public ImageSource open(Location location) {
    Path images = images(location.path()).orElseThrow();
    Matcher name = IMAGES.matcher(Folders.name(images));
    name.matches();
    String labels = name.group("prefix") + "-labels" + name.group("rest") + "1-ubyte";
    return IdxImages.open(
        location,
        images,
        firstOf(images.resolveSibling(labels), images.resolveSibling(labels + ".gz"))
            .orElseThrow(
                () ->
                    location.problem(
                        "the labels of %s are missing. Put %s or %s.gz beside it."
                            .formatted(images, labels, labels))));
  }

  private static Optional<Path> images(Path path) {
    if (Files.isDirectory(path)) {
      List<Path> found =
          Folders.visible(path).stream()
              .filter(file -> IMAGES.matcher(Folders.name(file)).matches())
              .toList();
      return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }
    if (Files.exists(path)) {
      return Optional.empty();
    }
    String prefix = Folders.name(path);
    Optional<Path> images = images(path, prefix);
    return images.isEmpty() && prefix.equals("test") ? images(path, "t10k") : images;
  }

  private static Optional<Path> images(Path path, String prefix) {
    return firstOf(
        path.resolveSibling(prefix + "-images-idx3-ubyte"),
        path.resolveSibling(prefix + "-images-idx3-ubyte.gz"),
        path.resolveSibling(prefix + "-images.idx3-ubyte"),
        path.resolveSibling(prefix + "-images.idx3-ubyte.gz"));
  }

  private static Optional<Path> firstOf(Path... files) {
    return List.of(files).stream().filter(Files::isRegularFile).findFirst();
  }
}
