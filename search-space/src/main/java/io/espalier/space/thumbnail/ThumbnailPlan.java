package io.espalier.space.thumbnail;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Cut;
import io.espalier.space.blueprint.Padding;
import io.espalier.space.blueprint.Resize.Filter;
import io.espalier.space.blueprint.Shape;
import io.espalier.space.blueprint.Strides;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import java.util.List;

/**
 * A teacher that reads images, a downscaler that makes thumbnails of them, and a student that reads
 * those: the teacher's architecture at a fraction of its resolution (ThumbNet, arXiv 1904.05034),
 * which is the thumbnails' or, where they are enlarged bilinearly first (ours), one above it.
 *
 * <p>Teacher and student are cut behind one stage, whose outputs are compared; a mapping brings the
 * student's features to the teacher's size while both learn. Names of the downscaler's layers begin
 * with {@code downscaler.}, those of the mapping's with {@code mapping.}; the student's are those
 * of the ordinary network.
 *
 * @param teacher reads images, N x C x H x W, in normalised pixels
 * @param student reads thumbnails, brought to its resolution
 * @param downscaler makes a thumbnail of an image, both in normalised pixels
 * @param stage behind which features are compared, counted from 1
 */
public record ThumbnailPlan(Blueprint teacher, Blueprint student, Blueprint downscaler, int stage) {

  /** The way from the image to the student's scores, see {@link #ways}. */
  public static final int WHOLE = 0;

  /** The way from the image to the thumbnail. */
  public static final int DOWNSCALER = 1;

  /** The way from the thumbnail to the student's features. */
  public static final int LOWER = 2;

  /** The way from the student's features to its scores. */
  public static final int UPPER = 3;

  /** The way from the student's features to what is compared with the teacher's. */
  public static final int MAPPING = 4;

  /** The teacher's way from the image to its features, see {@link #teacherWays}. */
  public static final int TEACHER_LOWER = 0;

  /** The teacher's way from its features to its scores. */
  public static final int TEACHER_UPPER = 1;

  /** The mapping's convolution, which has the teacher's and the student's channels. */
  public static final String MAPPING_CONVOLUTION = "mapping.conv";

  /** Leaf of the downscaler's last convolution, whose output is added to the plain thumbnail. */
  static final String CORRECTION = "correction";

  /** The downscaler's last convolution; while it is zero, thumbnails are plain. */
  public static final String DOWNSCALER_CORRECTION = "downscaler." + CORRECTION;

  /**
   * Draws all of them.
   *
   * @param architecture the teacher's
   * @throws IllegalArgumentException if the scale does not divide the resolution, if a thumbnail is
   *     too small for the network, if there is no such stage, or if no downscaler is cheap enough
   */
  public static ThumbnailPlan of(Architecture architecture, Task task, Thumbnailing settings) {
    int side = settings.side(architecture.resolution());
    int stages = architecture.stages().size();
    int stage = settings.stage().orElse((stages + 1) / 2);
    checkArgument(
        stage <= stages,
        "There is no stage %s whose features could be compared. Set thumbnail.stage to a number from 1 to %s.",
        stage,
        stages);
    Blueprint teacher = Families.draw(architecture, task);
    Blueprint student =
        Families.draw(
            architecture.withResolution(settings.readingSide(architecture.resolution())), task);
    Strides.exhausted(student)
        .ifPresent(
            node -> {
              throw new IllegalArgumentException(
                  "Thumbnails of %d pixels are too small for the strides: nothing is left at %s. Choose a smaller scale, or raise the resolution."
                      .formatted(side, node.name()));
            });
    return new ThumbnailPlan(
        teacher,
        student,
        settings.learnsToDownscale()
            ? Downscalers.fitting(teacher, side, settings.blocks(), settings.downscaler())
            : Downscalers.plain(teacher, side),
        stage);
  }

  /**
   * @throws IllegalArgumentException if the student reads less than the downscaler makes, or the
   *     networks cannot be cut behind the stage
   */
  public ThumbnailPlan {
    Shape thumbnail = output(downscaler);
    checkArgument(
        thumbnail.channels() == student.inputShape().channels()
            && thumbnail.height() <= student.inputShape().height(),
        "The student reads %s, but the downscaler makes %s.",
        student.inputShape(),
        thumbnail);
    Cut.behind(teacher, stage);
  }

  /**
   * Returns all ways through downscaler, student and mapping: {@link #WHOLE}, {@link #DOWNSCALER},
   * {@link #LOWER}, {@link #UPPER}, {@link #MAPPING}.
   */
  public List<Blueprint> ways() {
    Cut cut = Cut.behind(student, stage);
    return List.of(whole(), downscaler, cut.lower(), cut.upper(), mapping());
  }

  private static Shape output(Blueprint blueprint) {
    List<Blueprint.Node> nodes = blueprint.nodes();
    return nodes.get(nodes.size() - 1).shape();
  }

  /** Returns the downscaler with the student behind it: from the image to the scores. */
  public Blueprint whole() {
    Draft draft =
        Blueprint.draft(downscaler.task(), output(downscaler).height())
            .part("student")
            .block("student");
    draft.resize("enlarged", draft.input(), student.inputShape().height(), Filter.BILINEAR);
    return Cut.behind(Cut.behind(downscaler, draft.finish()), student);
  }

  /** Returns the ways through the teacher: {@link #TEACHER_LOWER}, {@link #TEACHER_UPPER}. */
  public List<Blueprint> teacherWays() {
    Cut cut = Cut.behind(teacher, stage);
    return List.of(cut.lower(), cut.upper());
  }

  /**
   * A 1x1 convolution, and bilinear resizing; in this order, because it is the same and cheaper.
   */
  private Blueprint mapping() {
    Shape from = Cut.behind(student, stage).upper().inputShape();
    Shape to = Cut.behind(teacher, stage).upper().inputShape();
    Draft draft =
        Blueprint.draft(new Task(from.channels(), to.channels()), from.height())
            .part("mapping")
            .block("mapping");
    Blueprint.Node mapped =
        draft.add(
            "conv",
            new Conv(from.channels(), to.channels(), 1, 1, Padding.NONE, 1, true),
            draft.input());
    draft.resize("up", mapped, to.height(), Filter.BILINEAR);
    return draft.finish();
  }

  /** Returns the multiply-accumulates of an image for the teacher. */
  public long teacherMacs() {
    return MacLedger.macs(teacher);
  }

  /** Returns the multiply-accumulates of a thumbnail for the student. */
  public long studentMacs() {
    return MacLedger.macs(student);
  }

  /** Returns the multiply-accumulates of making a thumbnail. */
  public long downscalerMacs() {
    return MacLedger.macs(downscaler);
  }

  /** Returns the multiply-accumulates of an image: those of the downscaler and of the student. */
  public long macs() {
    return MacLedger.macs(whole());
  }
}
