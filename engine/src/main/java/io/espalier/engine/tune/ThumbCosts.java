package io.espalier.engine.tune;

import io.espalier.evaluator.Plan;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Lifetimes;
import io.espalier.space.thumbnail.ThumbnailPlan;

/**
 * What a network costs that reads thumbnails, and what its teacher cost, for one image.
 *
 * @param teacherMacs multiply-accumulates of the teacher
 * @param studentMacs those of the student, which reads a thumbnail
 * @param downscalerMacs those of making the thumbnail
 * @param macs those of downscaler and student
 * @param teacherPeak how many numbers have to be kept at once for the teacher: the image and all
 *     activations that are still read, without weights, see {@link Lifetimes#peakActivations}
 * @param studentPeak likewise for the student
 * @param peak likewise for downscaler and student
 */
public record ThumbCosts(
    long teacherMacs,
    long studentMacs,
    long downscalerMacs,
    long macs,
    long teacherPeak,
    long studentPeak,
    long peak) {

  /** Counts. */
  public static ThumbCosts of(Plan.Thumb plan, Task task) {
    ThumbnailPlan networks = ThumbnailPlan.of(plan.teacher().architecture(), task, plan.settings());
    return new ThumbCosts(
        networks.teacherMacs(),
        networks.studentMacs(),
        networks.downscalerMacs(),
        networks.macs(),
        Lifetimes.of(networks.teacher()).peakActivations(),
        Lifetimes.of(networks.student()).peakActivations(),
        Lifetimes.of(networks.whole()).peakActivations());
  }
}
