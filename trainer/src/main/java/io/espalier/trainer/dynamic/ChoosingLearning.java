package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDManager;
import io.espalier.evaluator.Measurement;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.trainer.inherit.Inheritance;
import io.espalier.trainer.measure.Notebook;
import io.espalier.trainer.method.Course;
import io.espalier.trainer.method.FirstWeights;
import io.espalier.trainer.method.Learning;
import io.espalier.trainer.method.Source;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.objective.Objective;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** A network learns to choose a resolution for every image (DRNet, arXiv 2106.02898). */
public final class ChoosingLearning implements Learning {

  private final Course course;
  private final DynamicResolution settings;
  private final DynamicPlan plan;

  /**
   * Draws the networks.
   *
   * @throws IllegalArgumentException if they cannot be drawn
   */
  public ChoosingLearning(Course course, DynamicResolution settings) {
    this.course = course;
    this.settings = settings;
    this.plan = DynamicPlan.of(course.trial().architecture(), course.trial().task(), settings);
  }

  @Override
  public List<Blueprint> ways() {
    return plan.waysInTraining();
  }

  @Override
  public OptionalInt resolutions() {
    return OptionalInt.of(plan.classifiers().size());
  }

  @Override
  public boolean preparesMuch() {
    return FirstWeights.takeLong(course.trial());
  }

  @Override
  public Weights firstWeights(Notebook notebook, NDManager manager) throws IOException {
    RandomGenerator random = course.draws();
    Optional<Source> source = Source.of(course);
    Optional<DynamicPlan> parent =
        source
            .flatMap(from -> from.dynamic(course.trial()))
            .filter(from -> from.classifiers().size() == plan.classifiers().size());
    return parent.isPresent()
        ? inherited(source.get(), parent.get(), random)
        : DynamicWeights.around(
            plan, FirstWeights.of(course, source, random, notebook, manager), random);
  }

  private Weights inherited(Source source, DynamicPlan parent, RandomGenerator random)
      throws IOException {
    Blueprint ordinary = course.ordinary();
    Blueprint from = source.ordinary(course.trial());
    return DynamicWeights.inherit(
        plan,
        parent,
        WeightsFile.read(source.file(), TensorLayout.of(parent.ways())),
        weights -> Inheritance.inherit(ordinary, from, weights, course.draws()),
        random);
  }

  @Override
  public Objective objective(NDManager manager) {
    return new DynamicObjective(plan, settings, course.trial().training(), TensorLayout.of(ways()));
  }

  @Override
  public Measurement measure(Network network, NDManager manager) {
    return new DynamicClassifier(network, plan.classifiers().size())
        .measure(course.heldOut(), manager);
  }

  @Override
  public String write(Weights all, Notebook notebook) throws IOException {
    return course.write(
        all.part(TensorLayout.of(plan.ways())),
        Optional.of(settings),
        course.dataset().train().side());
  }
}
