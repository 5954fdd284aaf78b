package io.espalier.space.thumbnail;

import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Padding;
import io.espalier.space.blueprint.Resize.Filter;
import io.espalier.space.family.Residual;
import io.espalier.space.macs.MacLedger;
import java.util.List;

/**
 * The small networks that make thumbnails: ThumbNet (arXiv 1904.05034), the supervised image
 * downscaling. The paper's layers could not be read, so these are ours.
 *
 * <p>Every halving is a 3x3 convolution of stride 2 with batch norm and rectifier, the second one
 * twice as wide. Behind them stand as many residual blocks as are asked for, at the thumbnail's
 * size (as in Talebi and Milanfar, Learning to Resize Images, arXiv 2103.09950, whose resizer has
 * them). One more 3x3 convolution makes of that what is added to the plain thumbnail, bicubic and
 * antialiased. While that convolution is zero, thumbnails are the plain ones.
 */
final class Downscalers {

  private static final String NAME = "downscaler";
  private static final int KERNEL = 3;

  /** Channels behind the first convolution, the most first. */
  private static final List<Integer> WIDTHS = List.of(32, 24, 16, 12, 8, 6, 4, 3, 2, 1);

  private Downscalers() {}

  /**
   * Returns the widest downscaler that costs no more than a share of a classifier.
   *
   * @param classifier whose images are made smaller
   * @param side height and width of the thumbnails
   * @param blocks residual blocks
   * @throws IllegalArgumentException if even the narrowest costs more
   */
  static Blueprint fitting(Blueprint classifier, int side, int blocks, double share) {
    long most = (long) Math.floor(share * MacLedger.macs(classifier));
    return WIDTHS.stream()
        .map(width -> learned(classifier, side, blocks, width))
        .filter(downscaler -> MacLedger.macs(downscaler) <= most)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No downscaler costs at most %,d MACs, %.3g of the network's. Raise thumbnail.downscaler, lower thumbnail.blocks, or take a larger network."
                        .formatted(most, share)));
  }

  private static Blueprint learned(Blueprint classifier, int side, int blocks, int width) {
    Draft draft = draft(classifier);
    Node halved = draft.input();
    int convolutions = 0;
    for (int channels = width; halved.shape().height() > side; channels *= 2) {
      convolutions++;
      halved = draft.conv("conv" + convolutions, halved, channels, KERNEL, 2);
      halved = draft.norm("bn" + convolutions, halved);
      halved = draft.relu("relu" + convolutions, halved);
    }
    halved = deepened(draft, halved, blocks);
    int channels = classifier.task().channels();
    Node correction =
        draft.add(
            ThumbnailPlan.CORRECTION,
            new Conv(halved.shape().channels(), channels, KERNEL, 1, Padding.half(KERNEL), 1, true),
            halved);
    Node plain = draft.resize("plain", draft.input(), side, Filter.BICUBIC);
    draft.add("sum", new Add(), plain, correction);
    return draft.finish();
  }

  private static Node deepened(Draft draft, Node from, int blocks) {
    Stage stage = Stage.of(1, from.shape().channels());
    Node x = from;
    for (int i = 1; i <= blocks; i++) {
      x = Residual.basic(draft.block(NAME + ".block" + i), x, stage, 1, x);
    }
    draft.block(NAME);
    return x;
  }

  /** Returns a downscaler that learns nothing. */
  static Blueprint plain(Blueprint classifier, int side) {
    Draft draft = draft(classifier);
    draft.resize("plain", draft.input(), side, Filter.BICUBIC);
    return draft.finish();
  }

  private static Draft draft(Blueprint classifier) {
    int channels = classifier.task().channels();
    return Blueprint.draft(new Task(channels, channels), classifier.inputShape().height())
        .part(NAME)
        .block(NAME);
  }
}
