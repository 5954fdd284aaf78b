package io.espalier.trainer.method;

import ai.djl.ndarray.NDManager;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Trial;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.measure.Notebook;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.objective.Distilled;
import io.espalier.trainer.objective.Objective;
import io.espalier.trainer.objective.Supervised;
import io.espalier.trainer.weights.Weights;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** An ordinary network learns from labels, and maybe from a teacher. */
public final class OrdinaryLearning implements Learning {

  private final Course course;
  private final Blueprint network;
  private final Optional<Trial.Distilled> taught;

  private OrdinaryLearning(Course course, Optional<Trial.Distilled> taught) {
    this.course = course;
    this.network = course.ordinary();
    this.taught = taught;
  }

  /**
   * Learns from labels alone.
   *
   * @throws IllegalArgumentException if the network cannot be drawn
   */
  public static Learning fromLabels(Course course) {
    return new OrdinaryLearning(course, Optional.empty());
  }

  /**
   * Learns from labels and a teacher's answers.
   *
   * @throws IllegalArgumentException if the network cannot be drawn
   */
  public static Learning fromTeacher(Course course, Trial.Distilled taught) {
    return new OrdinaryLearning(course, Optional.of(taught));
  }

  @Override
  public List<Blueprint> ways() {
    return List.of(network);
  }

  @Override
  public boolean preparesMuch() {
    return FirstWeights.takeLong(course.trial());
  }

  @Override
  public Weights firstWeights(Notebook notebook, NDManager manager) throws IOException {
    return FirstWeights.of(course, Source.of(course), course.draws(), notebook, manager);
  }

  @Override
  public Objective objective(NDManager manager) throws IOException {
    if (taught.isEmpty()) {
      return new Supervised(course.trial().training());
    }
    Trial.Distilled method = taught.get();
    Blueprint blueprint = Families.draw(method.teacher().architecture(), course.trial().task());
    Network teacher = new Network(blueprint, course.read(method.teacher()), manager);
    return new Distilled(
        course.trial().training(),
        teacher,
        method.terms().share(),
        method.terms().temperature(),
        method.terms().features());
  }

  @Override
  public Measurement measure(Network measured, NDManager manager) {
    return course.heldOut().measure(measured, manager);
  }

  @Override
  public String write(Weights all, Notebook notebook) throws IOException {
    return course.write(all, Optional.empty(), course.dataset().train().side());
  }
}
