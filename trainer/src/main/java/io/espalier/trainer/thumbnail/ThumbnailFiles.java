package io.espalier.trainer.thumbnail;

import ai.djl.ndarray.NDManager;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.Lists;
import com.google.common.collect.Multiset;
import com.google.common.io.MoreFiles;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.trainer.data.LooseImages;
import io.espalier.trainer.data.Picture;
import io.espalier.trainer.data.PngFile;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.DurableFile;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Thumbnails that were written as PNG, one for each image, in folders of the same names.
 *
 * @param written how many
 * @param side their height and width, in pixels
 * @param unreadable what is wrong with each image that has none
 */
public record ThumbnailFiles(int written, int side, Map<Path, String> unreadable) {

  /** So many images are in memory together. */
  private static final int TOGETHER = 256;

  /**
   * Makes them.
   *
   * @param downscaler weights of what makes them
   * @param in the folder that the images are in
   * @param files the images
   * @param out an empty folder, or none yet
   * @throws io.espalier.trainer.weights.WeightsException if the file is no downscaler's
   */
  public static ThumbnailFiles make(
      Path downscaler, Path in, List<Path> files, Path out, Torch torch) throws IOException {
    SafetensorsFile weights = SafetensorsFile.open(downscaler);
    ThumbnailCard card = ThumbnailCard.read(weights);
    Blueprint blueprint = card.plan().downscaler();
    Multiset<Path> stems = HashMultiset.create();
    files.forEach(file -> stems.add(stem(file)));
    Map<Path, String> unreadable = new LinkedHashMap<>();
    int written = 0;
    try (NDManager manager = torch.newManager();
        Network network =
            new Network(
                blueprint, WeightsFile.read(weights, TensorLayout.of(blueprint)), manager)) {
      Thumbnailer thumbnailer = Thumbnailer.of(network, card.normalisation());
      for (List<Path> some : Lists.partition(files, TOGETHER)) {
        LooseImages images = LooseImages.read(some, card.task().channels(), card.side());
        unreadable.putAll(images.unreadable());
        List<Picture> thumbnails = thumbnailer.pictures(images.images(), manager);
        for (int i = 0; i < thumbnails.size(); i++) {
          Path file = images.files().get(i);
          write(thumbnails.get(i), out.resolve(in.relativize(named(file, stems))));
          written++;
        }
      }
    }
    return new ThumbnailFiles(
        written, card.settings().side(card.teacher().resolution()), unreadable);
  }

  private static Path stem(Path file) {
    return file.resolveSibling(MoreFiles.getNameWithoutExtension(file));
  }

  /** Of images whose names differ in their endings only, thumbnails keep those. */
  private static Path named(Path file, Multiset<Path> stems) {
    String name =
        stems.count(stem(file)) > 1
            ? file.getFileName().toString()
            : MoreFiles.getNameWithoutExtension(file);
    return file.resolveSibling(name + ".png");
  }

  private static void write(Picture thumbnail, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    DurableFile.write(file, PngFile.encode(thumbnail));
  }
}
