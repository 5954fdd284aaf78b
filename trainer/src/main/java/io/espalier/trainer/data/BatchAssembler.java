package io.espalier.trainer.data;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Draws;
import io.espalier.space.spec.Augmentation;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Makes any batch of a pass over a set of images, without the batches before it. */
final class BatchAssembler {

  private final ImageSet images;
  private final int[] order;
  private final int batch;
  private final int count;
  private final Set<Augmentation> augmentations;
  private final Augmenter augmenter;
  private final Optional<Draw> draw;

  private BatchAssembler(
      ImageSet images,
      int[] order,
      int batch,
      int count,
      Normalisation normalisation,
      Set<Augmentation> augmentations,
      Optional<Draw> draw) {
    this.images = images;
    this.order = order;
    this.batch = batch;
    this.count = count;
    this.augmentations = augmentations;
    this.augmenter = new Augmenter(images, normalisation, augmentations);
    this.draw = draw;
  }

  /** A pass in random order, without the images that do not fill a last batch. */
  static BatchAssembler training(
      ImageSet images,
      Normalisation normalisation,
      int batch,
      Set<Augmentation> augmentations,
      Draw draw) {
    check(images, normalisation, batch);
    int[] order = IntStream.range(0, images.size()).toArray();
    Shuffle.inPlace(order, Draws.of(draw.seed(), draw.trial(), "order", draw.epoch()));
    return new BatchAssembler(
        images,
        order,
        batch,
        Math.max(1, images.size() / batch),
        normalisation,
        augmentations,
        Optional.of(draw));
  }

  /** A pass over all images in their order, as they are. */
  static BatchAssembler inOrder(ImageSet images, Normalisation normalisation, int batch) {
    check(images, normalisation, batch);
    return new BatchAssembler(
        images,
        IntStream.range(0, images.size()).toArray(),
        batch,
        (images.size() + batch - 1) / batch,
        normalisation,
        Set.of(),
        Optional.empty());
  }

  private static void check(ImageSet images, Normalisation normalisation, int batch) {
    checkArgument(images.size() > 0, "There are no images to make batches of.");
    checkArgument(batch > 0, "The batch (%s) must be at least 1.", batch);
    checkArgument(
        normalisation.channels() == images.channels(),
        "The normalisation is for %s channels, but the images have %s.",
        normalisation.channels(),
        images.channels());
  }

  /** Returns the number of batches. */
  int count() {
    return count;
  }

  /** Makes a batch, counted from 0, in arrays that it takes from the buffer. */
  Batch assemble(int number, BatchBuffer buffer) {
    int first = number * batch;
    int[] indices = Arrays.copyOfRange(order, first, Math.min(first + batch, order.length));
    byte[] bytes = buffer.bytes(indices.length * images.bytes());
    images.read(indices, bytes);
    float[] pixels = buffer.pixels(indices.length * images.bytes());
    for (int i = 0; i < indices.length; i++) {
      write(bytes, i * images.bytes(), pixels, indices[i]);
    }
    Optional<Mixup> mixup = mixup(number, indices.length);
    mixup.ifPresent(mixing -> mixing.apply(pixels, images.bytes()));
    return new Batch(
        pixels,
        buffer.outside(pixels),
        images.side(),
        images.channels(),
        Arrays.stream(indices).map(images::label).toArray(),
        mixup);
  }

  private Optional<Mixup> mixup(int number, int size) {
    return draw.filter(d -> augmentations.contains(Augmentation.MIXUP))
        .map(d -> Mixup.of(size, Draws.of(d.seed(), d.trial(), "mixup", d.epoch(), number)));
  }

  private void write(byte[] bytes, int offset, float[] pixels, int index) {
    if (draw.isPresent()) {
      Draw d = draw.get();
      augmenter.apply(
          bytes, offset, pixels, Draws.of(d.seed(), d.trial(), "augmentation", d.epoch(), index));
    } else {
      augmenter.normalise(bytes, offset, pixels);
    }
  }
}
