package io.espalier.trainer.thumbnail;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.evaluator.Measurement;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.data.Picture;
import io.espalier.trainer.data.Upload;
import io.espalier.trainer.measure.HeldOutImages;
import io.espalier.trainer.measure.Scoring;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes thumbnails with a downscaler that was learned, and reads them.
 *
 * <p>Does not own the network.
 */
public final class Thumbnailer {

  private static final int BATCH = 64;

  private final Network network;
  private final int downscaler;
  private final EightBits bits;

  private Thumbnailer(Network network, int downscaler, Normalisation normalisation) {
    this.network = network;
    this.downscaler = downscaler;
    this.bits = new EightBits(normalisation);
  }

  /** Returns one that makes thumbnails with a network that is nothing but a downscaler. */
  public static Thumbnailer of(Network downscaler, Normalisation normalisation) {
    return new Thumbnailer(downscaler, 0, normalisation);
  }

  /**
   * Returns one that also reads them.
   *
   * @param network with the ways of a {@link ThumbnailPlan}, with or without the mapping
   */
  public static Thumbnailer withStudent(Network network, Normalisation normalisation) {
    return new Thumbnailer(network, ThumbnailPlan.DOWNSCALER, normalisation);
  }

  /** Makes thumbnails of images, in their order. */
  public List<Picture> pictures(ImageSet images, NDManager manager) {
    List<Picture> pictures = new ArrayList<>();
    if (images.size() == 0) {
      return pictures;
    }
    try (Batches batches = Batches.inOrder(images, bits.normalisation(), BATCH)) {
      while (batches.hasNext()) {
        Batch next = batches.next();
        try (NDManager scratch = manager.newSubManager()) {
          pictures.addAll(pictures(levels(Upload.images(next, scratch))));
        }
      }
    }
    return pictures;
  }

  /**
   * Measures downscaler and student.
   *
   * @param fromFiles whether thumbnails are rounded to 8 bits, as files hold them
   */
  public Measurement measure(HeldOutImages images, boolean fromFiles, NDManager manager) {
    return images.measure(
        (batch, scratch) -> scores(Upload.images(batch, scratch), fromFiles).toFloatArray(),
        Scoring.of(network.blueprint().task()),
        manager);
  }

  /**
   * Returns the student's scores for thumbnails, clipped as it learned them.
   *
   * @param images N x C x H x W in normalised pixels
   * @param fromFiles whether they are rounded to 8 bits, as files hold them
   * @return N x classes
   */
  public NDArray scores(NDArray images, boolean fromFiles) {
    NDArray thumbnails =
        fromFiles
            ? bits.normalised(levels(images))
            : bits.clipped(network.forward(downscaler, images, Pass.INFERENCE));
    NDArray features = network.forward(ThumbnailPlan.LOWER, thumbnails, Pass.INFERENCE);
    return network.forward(ThumbnailPlan.UPPER, features, Pass.INFERENCE);
  }

  private NDArray levels(NDArray images) {
    return bits.levels(network.forward(downscaler, images, Pass.INFERENCE));
  }

  private static List<Picture> pictures(NDArray levels) {
    Shape shape = levels.getShape();
    int channels = (int) shape.get(1);
    int height = (int) shape.get(2);
    int width = (int) shape.get(3);
    float[] interleaved = levels.transpose(0, 2, 3, 1).toFloatArray();
    byte[] bytes = new byte[interleaved.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) interleaved[i];
    }
    int each = channels * height * width;
    List<Picture> pictures = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += each) {
      pictures.add(
          new Picture(height, width, channels, Arrays.copyOfRange(bytes, from, from + each)));
    }
    return pictures;
  }
}
