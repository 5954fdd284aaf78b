package io.espalier.cli;

import io.espalier.engine.Engine;
import io.espalier.engine.tune.Thumbnails;
import io.espalier.trainer.data.LooseImages;
import io.espalier.trainer.thumbnail.ThumbnailFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes thumbnails with a trained downscaler. */
@Command(
    name = "apply",
    description =
        "Makes a thumbnail of every image of a folder, as a PNG file, with the downscaler that"
            + " 'espalier thumb' trained.",
    footerHeading = "%nExample:%n",
    footer = "  espalier thumb apply runs/photos-thumb --in photos --out thumbnails")
final class ThumbApplyCommand implements Callable<Integer> {

  /** Number of images in the picture. */
  private static final int DRAWN = 8;

  @Parameters(paramLabel = "RUN", description = "The run that 'espalier thumb' made.")
  private Path run;

  @Option(
      names = "--in",
      paramLabel = "FOLDER",
      required = true,
      description =
          "The folder of the images, which may have folders itself: JPEG, PNG, BMP or WebP.")
  private Path in;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description =
          "The folder for the thumbnails, which get the names of the images. It must be empty, or not"
              + " exist yet.")
  private Path out;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description =
          "Also writes one PNG file with the first 8 images, each beside its bicubic and its learned"
              + " thumbnail.")
  private Optional<Path> picture = Optional.empty();

  @Mixin private ComputeArguments compute;

  @Override
  public Integer call() throws IOException {
    Path weights = Engine.read(run).downscaler();
    if (!Files.isRegularFile(weights)) {
      throw new UsageException(
          "%s: there is no downscaler. Name a finished run of 'espalier thumb' without --plain."
              .formatted(weights));
    }
    List<Path> files = files();
    checkEmpty(out);
    Thumbnails thumbnails = thumbnails(weights);
    ThumbnailFiles made = thumbnails.write(in, files, out);
    System.out.printf(
        "%d thumbnails of %d x %d pixels: %s%n", made.written(), made.side(), made.side(), out);
    if (picture.isPresent()
        && thumbnails.draw(files.stream().limit(DRAWN).toList(), picture.get())) {
      System.out.printf("Picture: %s%n", picture.get());
    }
    Map<Path, String> unreadable = made.unreadable();
    unreadable.forEach((path, why) -> System.err.printf("%s: %s%n", path, why));
    return unreadable.isEmpty() ? Exit.DONE : Exit.FAILED;
  }

  private Thumbnails thumbnails(Path weights) {
    try {
      return Thumbnails.by(weights, compute.threads(), compute.device());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(in)) {
      throw new UsageException("--in %s: there is no such folder.".formatted(in));
    }
    List<Path> files = LooseImages.files(List.of(in));
    if (files.isEmpty()) {
      throw new UsageException(
          "--in %s: there is no file in this folder. Name a folder of images.".formatted(in));
    }
    return files;
  }

  private static void checkEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    boolean empty = Files.isDirectory(folder);
    if (empty) {
      try (Stream<Path> entries = Files.list(folder)) {
        empty = entries.findAny().isEmpty();
      }
    }
    if (!empty) {
      throw new UsageException(
          "--out %s: this is not an empty folder. Name a folder that is empty, or that does not exist yet."
              .formatted(folder));
    }
  }
}
