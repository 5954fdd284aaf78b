package io.espalier.trainer.thumbnail;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableSortedMap;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.TrainedFile;
import io.espalier.evaluator.Trial;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.space.thumbnail.Thumbnailing;
import io.espalier.trainer.measure.Latency;
import io.espalier.trainer.measure.Notebook;
import io.espalier.trainer.method.Course;
import io.espalier.trainer.method.Latencies;
import io.espalier.trainer.method.Learning;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.objective.Objective;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A downscaler and a student that reads its thumbnails learn beside a frozen teacher: ThumbNet
 * (arXiv 1904.05034). Whatever the trial's origin, the student starts as the teacher.
 */
public final class ThumbnailLearning implements Learning {

  private final Course course;
  private final TrainedFile teacher;
  private final Thumbnailing settings;
  private final ThumbnailPlan plan;

  /**
   * Draws the networks.
   *
   * @throws IllegalArgumentException if they cannot be drawn, or the trial's network is not the
   *     student
   */
  public ThumbnailLearning(Course course, Trial.ReadingThumbnails method) {
    this.course = course;
    this.teacher = method.teacher();
    this.settings = method.settings();
    this.plan = ThumbnailPlan.of(teacher.architecture(), course.trial().task(), settings);
    checkArgument(
        course.ordinary().equals(plan.student()),
        "The network %s cannot read the thumbnails; that is the teacher at %s pixels.",
        course.trial().architecture().summary(),
        plan.student().inputShape().height());
  }

  @Override
  public List<Blueprint> ways() {
    return plan.ways();
  }

  @Override
  public boolean preparesMuch() {
    return true;
  }

  @Override
  public Weights firstWeights(Notebook notebook, NDManager manager) throws IOException {
    Weights trained = course.read(teacher);
    try (Network network = new Network(plan.teacher(), trained, manager)) {
      notebook.measured("teacher", course.heldOut().measure(network, manager));
    }
    Weights weights = ThumbnailWeights.start(plan, trained, course.draws());
    try (Network network = new Network(plan.ways(), weights, manager)) {
      notebook.measured("plain thumbnails", measure(network, manager));
    }
    return weights;
  }

  @Override
  public Objective objective(NDManager manager) throws IOException {
    return new ThumbnailObjective(
        plan,
        settings,
        course.trial().training(),
        TensorLayout.of(ways()),
        course.dataset().normalisation(),
        new Network(plan.teacherWays(), course.read(teacher), manager));
  }

  @Override
  public Measurement measure(Network network, NDManager manager) {
    return thumbnailer(network).measure(course.heldOut(), false, manager);
  }

  @Override
  public void conclude(Network network, Notebook notebook, NDManager manager) {
    notebook.measured(
        "thumbnails of 8 bits", thumbnailer(network).measure(course.heldOut(), true, manager));
  }

  private Thumbnailer thumbnailer(Network network) {
    return Thumbnailer.withStudent(network, course.dataset().normalisation());
  }

  @Override
  public Latencies latencies(Network network, NDManager manager, Ticker ticker) throws IOException {
    Weights all = network.weights();
    Weights trained = course.read(teacher);
    double ofTeacher = millis(plan.teacher(), trained, manager, ticker);
    double ofStudent = millis(plan.student(), all, manager, ticker);
    return new Latencies(
        millis(plan.whole(), all, manager, ticker),
        Optional.of(ImmutableSortedMap.of("student", ofStudent, "teacher", ofTeacher)));
  }

  private static double millis(Blueprint blueprint, Weights all, NDManager manager, Ticker ticker) {
    Weights own = all.part(TensorLayout.of(blueprint));
    try (Network network = new Network(blueprint, own, manager)) {
      return Latency.of(network, manager, ticker).millis();
    }
  }

  @Override
  public String write(Weights all, Notebook notebook) throws IOException {
    if (settings.learnsToDownscale()) {
      notebook.wrote("downscaler", writeDownscaler(all.part(TensorLayout.of(plan.downscaler()))));
    }
    return course.write(
        all.part(TensorLayout.of(plan.student())),
        Optional.empty(),
        settings.side(teacher.architecture().resolution()));
  }

  private String writeDownscaler(Weights weights) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter().weights(weights).metadata("format", "pt");
    new ThumbnailCard(
            teacher.architecture(),
            course.trial().task(),
            settings,
            course.dataset().train().side(),
            course.dataset().normalisation())
        .write(writer);
    return writer.write(course.folder().downscaler(course.trial().number()));
  }
}
