package io.espalier.engine.tune;

import io.espalier.trainer.data.Picture;
import io.espalier.trainer.data.PngFile;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.thumbnail.ThumbnailFiles;
import io.espalier.trainer.thumbnail.ThumbnailSheet;
import io.espalier.trainer.weights.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes thumbnails with a downscaler that a run learned. */
public final class Thumbnails {

  private final Path downscaler;
  private final Torch torch;

  private Thumbnails(Path downscaler, Torch torch) {
    this.downscaler = downscaler;
    this.torch = torch;
  }

  /**
   * Prepares to make some.
   *
   * @param downscaler its weights, see {@link io.espalier.engine.journal.Run#downscaler}
   * @param threads compute threads
   * @param device cpu, gpu, or gpu1; a GPU where there is one, if empty
   * @throws IllegalArgumentException if there is no such device
   */
  public static Thumbnails by(Path downscaler, int threads, Optional<String> device) {
    return new Thumbnails(downscaler, Torch.start(threads, device));
  }

  /**
   * Writes a thumbnail of every image, as PNG, with the same name.
   *
   * @param in the folder that the images are in
   * @param images the images
   * @param out an empty folder, or none yet
   */
  public ThumbnailFiles write(Path in, List<Path> images, Path out) throws IOException {
    return ThumbnailFiles.make(downscaler, in, images, out, torch);
  }

  /**
   * Writes one PNG of images, each beside its bicubic and its learned thumbnail.
   *
   * @return whether there was an image that could be read
   */
  public boolean draw(List<Path> images, Path file) throws IOException {
    Optional<Picture> sheet = ThumbnailSheet.of(downscaler, images, torch);
    if (sheet.isPresent()) {
      DurableFile.write(file, PngFile.encode(sheet.get()));
    }
    return sheet.isPresent();
  }
}
