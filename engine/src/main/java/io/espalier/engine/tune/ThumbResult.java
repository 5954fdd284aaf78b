package io.espalier.engine.tune;

import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Architecture;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.space.thumbnail.Thumbnailing;
import java.util.List;

/**
 * What became of a network that learned to read thumbnails. No times are in it, so that equal
 * orders give equal bytes.
 *
 * @param teacher the network that reads images
 * @param student the network that reads thumbnails
 * @param settings how it learned
 * @param macs what they cost
 * @param measuredOn images of all measurements
 * @param before the teacher
 * @param start plain thumbnails, and the teacher's weights
 * @param epochs after each epoch
 * @param after in the end
 * @param fromFiles in the end, with thumbnails of 8 bits as files have them
 */
public record ThumbResult(
    Architecture teacher,
    Architecture student,
    Thumbnailing settings,
    Macs macs,
    HeldOut measuredOn,
    Measurement before,
    Measurement start,
    List<Measurement> epochs,
    Measurement after,
    Measurement fromFiles) {

  /**
   * Multiply-accumulates.
   *
   * @param teacher of an image
   * @param student of a thumbnail
   * @param downscaler of making a thumbnail
   * @param total of an image, downscaler and student
   */
  public record Macs(long teacher, long student, long downscaler, long total) {
    static Macs of(ThumbnailPlan plan) {
      return new Macs(plan.teacherMacs(), plan.studentMacs(), plan.downscalerMacs(), plan.macs());
    }
  }

  /** Copies the list. */
  public ThumbResult {
    epochs = List.copyOf(epochs);
  }
}
