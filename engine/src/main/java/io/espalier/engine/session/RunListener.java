package io.espalier.engine.session;

import io.espalier.evaluator.Event;
import io.espalier.evaluator.Trial;

/** Is told what a run does. What happens comes from the threads of trials, one call at a time. */
public interface RunListener extends ImageListener {

  /** Is told everything that happens, from the moment that the run is made or taken up. */
  void happened(Event event);

  /** Is told, before a run is made, how much of its disk there is for it. */
  default void room(Room room) {}

  /** Is told how much there is to do: before anything is trained, and again after the search. */
  default void plan(RunPlan plan) {}

  /**
   * Is told that a trial is next; all that happens in it comes later.
   *
   * @param what one line on it, for people
   * @param macs multiply-accumulates of its network
   */
  default void trial(Trial trial, String what, long macs) {}

  @Override
  default void leftOut(int images) {}

  @Override
  default void images(long done, long total) {}
}
