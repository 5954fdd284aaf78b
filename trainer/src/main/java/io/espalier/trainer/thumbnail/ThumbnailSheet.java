package io.espalier.trainer.thumbnail;

import ai.djl.ndarray.NDManager;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.trainer.data.ContactSheet;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.LooseImages;
import io.espalier.trainer.data.Picture;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Images beside their plain and their learned thumbnails, a row for each, in one picture. */
public final class ThumbnailSheet {

  private final ThumbnailCard card;
  private final SafetensorsFile weights;
  private final NDManager manager;

  private ThumbnailSheet(SafetensorsFile weights, NDManager manager) {
    this.card = ThumbnailCard.read(weights);
    this.weights = weights;
    this.manager = manager;
  }

  /**
   * Makes it.
   *
   * @param downscaler weights of what makes the learned thumbnails
   * @param files the images; those that cannot be read are left out
   * @return nothing, if none can be read
   * @throws io.espalier.trainer.weights.WeightsException if the file is no downscaler's
   */
  public static Optional<Picture> of(Path downscaler, List<Path> files, Torch torch)
      throws IOException {
    try (NDManager manager = torch.newManager()) {
      return new ThumbnailSheet(SafetensorsFile.open(downscaler), manager).of(files);
    }
  }

  private Optional<Picture> of(List<Path> files) throws IOException {
    ImageSet images = LooseImages.read(files, card.task().channels(), card.side()).images();
    if (images.size() == 0) {
      return Optional.empty();
    }
    Blueprint plain =
        ThumbnailPlan.of(card.teacher(), card.task(), card.settings().plain()).downscaler();
    Blueprint learned = card.plan().downscaler();
    List<Picture> whole =
        IntStream.range(0, images.size()).mapToObj(i -> picture(images, i)).toList();
    List<Picture> bicubic = thumbnails(plain, Weights.zero(TensorLayout.of(plain)), images);
    List<Picture> made =
        thumbnails(learned, WeightsFile.read(weights, TensorLayout.of(learned)), images);
    return Optional.of(
        ContactSheet.of(
            IntStream.range(0, images.size())
                .mapToObj(i -> List.of(whole.get(i), bicubic.get(i), made.get(i)))
                .toList()));
  }

  private static Picture picture(ImageSet images, int index) {
    byte[] pixels = new byte[images.side() * images.side() * images.channels()];
    images.read(new int[] {index}, pixels);
    return new Picture(images.side(), images.side(), images.channels(), pixels);
  }

  private List<Picture> thumbnails(Blueprint downscaler, Weights values, ImageSet images) {
    try (Network network = new Network(downscaler, values, manager)) {
      return Thumbnailer.of(network, card.normalisation()).pictures(images, manager);
    }
  }
}
