package io.espalier.cli;

import io.espalier.engine.tune.Subject;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.thumbnail.Thumbnailing;
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
    description = {
      "Teaches a trained network to read thumbnails, and a small downscaler to make them.",
      "Both are trained as 'train' and 'thumbnail' in the spec say. The training is itself a run,"
          + " and can be resumed."
    },
    subcommands = ThumbApplyCommand.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier thumb photos.yaml --weights resnet18.safetensors --scale 4",
      "  espalier thumb apply runs/photos-thumb --in photos --out thumbnails"
    })
final class ThumbCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN|SPEC",
      description =
          "The folder of a finished run, to take its winner, or a YAML file, to take its base.")
  private Optional<Path> path = Optional.empty();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "A safetensors file (default: the best weights of the run, or 'weights' of the spec).")
  private Optional<Path> weights = Optional.empty();

  @Mixin private SpecArguments specs;

  @Option(
      names = "--scale",
      paramLabel = "N",
      description =
          "By what the sides of an image are divided: 2 or 4 (default: what 'thumbnail' in the spec"
              + " says).")
  private Optional<Integer> scale = Optional.empty();

  @Option(
      names = "--plain",
      description =
          "Learns from plain thumbnails and labels only, for as many epochs. This is the network to"
              + " compare the other one with.")
  private boolean plain;

  @Mixin private RunArguments runs;

  @Override
  public Integer call() throws IOException {
    Path named =
        path.orElseThrow(
            () ->
                new UsageException(
                    "Name the network that will read thumbnails: a finished run, or a spec."));
    Subject subject = new SubjectArguments(named, weights, specs).subject();
    SearchSpec spec = subject.spec().value();
    Thumbnailing settings = settings(spec);
    try {
      return runs.start(
          subject.spec(),
          subject.thumb(plain ? settings.plain() : settings),
          spec.name() + (plain ? "-plain-thumb" : "-thumb"));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private Thumbnailing settings(SearchSpec spec) {
    Optional<Thumbnailing> written = spec.thumbnail();
    if (scale.isEmpty()) {
      return written.orElseThrow(
          () ->
              new UsageException(
                  "Say how small the thumbnails will be, with --scale 2 or --scale 4, or 'thumbnail: {scale: 2}' in the spec."));
    }
    int asked = scale.get();
    return OptionValue.read(
        "--scale",
        asked,
        () ->
            written
                .map(settings -> settings.withScale(asked))
                .orElseGet(() -> Thumbnailing.of(asked)));
  }
}
