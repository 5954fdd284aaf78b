package io.espalier.cli;

import com.google.common.base.Ticker;
import io.espalier.cli.SubjectArguments.Subject;
import io.espalier.cli.show.ThumbReport;
import io.espalier.engine.session.SpecImages;
import io.espalier.engine.tune.ThumbOrder;
import io.espalier.engine.tune.ThumbRun;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.space.thumbnail.Thumbnailing;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Teaches a trained network to read thumbnails. */
@Command(
    name = "thumb",
    description =
        "Teaches a trained network to read thumbnails, and a small downscaler to make them, as"
            + " 'train' and 'thumbnail' in the spec say. The same command goes on where it was"
            + " interrupted.",
    subcommands = ThumbApplyCommand.class,
    footerHeading = "%nExample:%n",
    footer = {
      "  espalier thumb photos.yaml --weights resnet18.safetensors --scale 4",
      "  espalier thumb apply thumb/photos --in photos --out thumbnails"
    })
final class ThumbCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN|SPEC",
      description = "The folder of a finished run, whose winner is meant, or a YAML file's base.")
  private Optional<Path> path = Optional.empty();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "A safetensors file (default: the best of the run, or 'weights' of the spec).")
  private Optional<Path> weights = Optional.empty();

  @Mixin private SpecArguments specs;

  @Option(
      names = "--scale",
      paramLabel = "N",
      description =
          "How many pixels of a side become one: 2 or 4 (default: what 'thumbnail' in the spec"
              + " says).")
  private Optional<Integer> scale = Optional.empty();

  @Option(
      names = "--plain",
      description =
          "Learns from plain thumbnails and labels alone, as long: what the method is compared"
              + " with.")
  private boolean plain;

  @Mixin private TuningArguments tuning;

  @Override
  public Integer call() throws IOException {
    Path named =
        path.orElseThrow(
            () ->
                new UsageException(
                    "Say whose weights shall read thumbnails: a finished run, or a spec."));
    Subject subject = new SubjectArguments(named, weights, specs).subject();
    ThumbOrder order = order(subject);
    check(order, SpecImages.task(subject.document(), subject.directory()));
    Path folder =
        tuning.folder(
            Path.of("thumb").resolve(subject.document().spec().name() + (plain ? "-plain" : "")));
    ThumbRun.check(folder, order);
    return tuning.proceed(
        subject,
        (dataset, torch, progress) ->
            new ThumbRun(folder, order, dataset, torch, Ticker.systemTicker()).proceed(progress),
        report -> ThumbReport.table(report) + where(folder));
  }

  private static String where(Path folder) {
    return "Weights: %s%n".formatted(folder.resolve("student.safetensors"));
  }

  /** Checks before anything is written that networks can be drawn, and have those weights. */
  private static void check(ThumbOrder order, Task task) throws IOException {
    Blueprint teacher;
    try {
      teacher = ThumbnailPlan.of(order.teacher(), task, order.settings()).teacher();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    WeightsFile.read(SafetensorsFile.open(Path.of(order.file())), TensorLayout.of(teacher));
  }

  private ThumbOrder order(Subject subject) throws IOException {
    SearchSpec spec = subject.document().spec();
    return new ThumbOrder(
        subject.architecture(),
        subject.weights().toAbsolutePath().normalize().toString(),
        WeightsFile.sha256(subject.weights()),
        plain ? settings(spec).plain() : settings(spec),
        spec.data(),
        spec.train(),
        spec.seed());
  }

  private Thumbnailing settings(SearchSpec spec) {
    Optional<Thumbnailing> written = spec.thumbnail();
    if (scale.isEmpty()) {
      return written.orElseThrow(
          () ->
              new UsageException(
                  "Say how small thumbnails shall be, with --scale 2 or --scale 4, or 'thumbnail: {scale: 2}' in the spec."));
    }
    int asked = scale.get();
    try {
      return written
          .map(settings -> settings.withScale(asked))
          .orElseGet(() -> Thumbnailing.of(asked));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--scale %d: %s".formatted(asked, e.getMessage()), e);
    }
  }
}
