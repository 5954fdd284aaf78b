package io.espalier.trainer.learn;

import io.espalier.evaluator.Trial;
import io.espalier.trainer.dynamic.ChoosingLearning;
import io.espalier.trainer.method.Course;
import io.espalier.trainer.method.Learning;
import io.espalier.trainer.method.OrdinaryLearning;
import io.espalier.trainer.thumbnail.ThumbnailLearning;

/** The ways to learn: which class stands for which plain value. */
final class Methods {

  private Methods() {}

  /**
   * Returns how a trial learns.
   *
   * @throws IllegalArgumentException if its networks cannot be drawn
   */
  static Learning of(Course course) {
    Trial.Method method = course.trial().method();
    if (method instanceof Trial.Supervised) {
      return OrdinaryLearning.fromLabels(course);
    }
    if (method instanceof Trial.Distilled distilled) {
      return OrdinaryLearning.fromTeacher(course, distilled);
    }
    if (method instanceof Trial.ChoosingResolutions choosing) {
      return new ChoosingLearning(course, choosing.settings());
    }
    if (method instanceof Trial.ReadingThumbnails thumbnails) {
      return new ThumbnailLearning(course, thumbnails);
    }
    throw new IllegalArgumentException("No way to learn is known for " + method + ".");
  }
}
