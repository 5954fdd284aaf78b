package io.espalier.trainer.measure;

import com.google.common.collect.ContiguousSet;
import io.espalier.evaluator.Measurement;
import io.espalier.space.Task;
import java.util.Set;

/** Counts, image by image, how well what a network says agrees with the labels of its task. */
public interface Scoring {

  /**
   * Takes in a batch.
   *
   * @param scores what the network puts out for each image, one after the other
   * @param labels the right answers
   */
  void add(float[] scores, int[] labels);

  /** Returns what came of all images so far. */
  Measurement measurement();

  /** Begins the scoring of a task's networks. */
  static Scoring of(Task task) {
    return among(task, ContiguousSet.closedOpen(0, task.classes()));
  }

  /** Begins a scoring as if networks knew only some of the task's classes. */
  static Scoring among(Task task, Set<Integer> classes) {
    // All tasks classify so far; a kind of task that measures something else is told apart here.
    return new ClassScoring(task.classes(), classes);
  }
}
