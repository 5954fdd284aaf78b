package io.espalier.cli;

import io.espalier.engine.tune.ThumbnailFiles;
import io.espalier.engine.tune.ThumbnailSheet;
import io.espalier.trainer.data.LooseImages;
import io.espalier.trainer.data.Picture;
import io.espalier.trainer.data.PngFile;
import io.espalier.trainer.learn.ThumbnailFolder;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.DurableFile;
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

/** Makes thumbnails with a downscaler that was learned. */
@Command(
    name = "apply",
    description =
        "Makes a thumbnail of every image of a folder, as PNG, with the downscaler that 'espalier"
            + " thumb' taught.",
    footerHeading = "%nExample:%n",
    footer = "  espalier thumb apply thumb/photos --in photos --out thumbnails")
final class ThumbApplyCommand implements Callable<Integer> {

  /** So many images are in the picture. */
  private static final int DRAWN = 8;

  @Parameters(paramLabel = "DIR", description = "The folder that 'espalier thumb' made.")
  private Path folder;

  @Option(
      names = "--in",
      paramLabel = "FOLDER",
      required = true,
      description = "The images, also in folders within it: JPEG, PNG, BMP or WebP.")
  private Path in;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Where thumbnails are written, with the same names; empty or missing.")
  private Path out;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description =
          "Also writes one PNG with the first 8 images, each beside its bicubic and its learned"
              + " thumbnail.")
  private Optional<Path> picture = Optional.empty();

  @Mixin private ComputeArguments compute;

  @Override
  public Integer call() throws IOException {
    Path weights = new ThumbnailFolder(folder).downscaler();
    if (!Files.isRegularFile(weights)) {
      throw new UsageException(
          "%s: there is no downscaler. Name a folder that 'espalier thumb' made without --plain."
              .formatted(weights));
    }
    List<Path> files = files();
    checkEmpty(out);
    Torch torch = compute.start();
    ThumbnailFiles made = ThumbnailFiles.make(weights, in, files, out, torch);
    System.out.printf(
        "%d thumbnails of %d x %d pixels: %s%n", made.written(), made.side(), made.side(), out);
    if (picture.isPresent()) {
      draw(picture.get(), weights, files, torch);
    }
    Map<Path, String> unreadable = made.unreadable();
    unreadable.forEach((path, why) -> System.err.printf("%s: %s%n", path, why));
    return unreadable.isEmpty() ? Espalier.DONE : Espalier.FAILED;
  }

  private static void draw(Path file, Path downscaler, List<Path> files, Torch torch)
      throws IOException {
    Optional<Picture> sheet =
        ThumbnailSheet.of(downscaler, files.stream().limit(DRAWN).toList(), torch);
    if (sheet.isPresent()) {
      DurableFile.write(file, PngFile.encode(sheet.get()));
      System.out.printf("Picture: %s%n", file);
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(in)) {
      throw new UsageException("--in %s: there is no such folder.".formatted(in));
    }
    List<Path> files = LooseImages.files(List.of(in));
    if (files.isEmpty()) {
      throw new UsageException("--in %s: there is no file in it. Name images.".formatted(in));
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
          "--out %s: this is no empty folder. Name one that is empty, or none yet."
              .formatted(folder));
    }
  }
}
