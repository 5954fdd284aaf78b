package io.espalier.engine.session;

import io.espalier.evaluator.Plan;
import io.espalier.evaluator.TrainedFile;
import io.espalier.evaluator.Trial;
import io.espalier.space.Architecture;
import io.espalier.space.Draws;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.family.Families;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.StartingWeights;
import io.espalier.trainer.card.ModelCard;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.WeightsException;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The weights that a spec lets its base start from. */
final class StartingPoint {

  private StartingPoint() {}

  /** Returns the checksum of the file that a spec names, if it names one. */
  static Optional<String> checksum(SearchSpec spec, Path directory) throws IOException {
    return spec.weights().isPresent()
        ? Optional.of(WeightsFile.sha256(file(spec.weights().get(), directory)))
        : Optional.empty();
  }

  /**
   * Checks before anything is trained that the files of a run fit their networks: what its plan
   * works on, or else what its first network starts from.
   *
   * @throws io.espalier.trainer.weights.WeightsException if one does not
   */
  static void check(SearchSpec spec, Plan plan, Path directory, Task task) throws IOException {
    if (plan.subject().isPresent()) {
      TrainedFile subject = plan.subject().get();
      WeightsFile.read(
          SafetensorsFile.open(Path.of(subject.file())),
          TensorLayout.of(Families.draw(subject.architecture(), task)),
          DynamicPlan::isExtra);
    } else {
      checkStart(spec, plan.only().orElse(spec.space().base()), directory, task);
    }
  }

  private static void checkStart(SearchSpec spec, Architecture first, Path directory, Task task)
      throws IOException {
    if (spec.weights().isPresent()) {
      SafetensorsFile file = SafetensorsFile.open(file(spec.weights().get(), directory));
      Architecture made = architecture(file, spec);
      if (!first.withResolution(made.resolution()).contains(made)) {
        throw new WeightsException(
            "%s has the weights of %s (%s), which %s (%s) does not contain. Name other weights, or a network that grows from theirs."
                .formatted(
                    file.file(), made.summary(), made.family(), first.summary(), first.family()));
      }
      Blueprint base = Families.draw(made, task);
      if (isNew(spec.weights().get())) {
        WeightsFile.readBody(file, base, Draws.of(spec.seed(), Draws.WHOLE_RUN, "check"));
      } else {
        WeightsFile.read(file, TensorLayout.of(base), DynamicPlan::isExtra);
      }
    }
  }

  /** The network that a file says it is for, or the base, which it is for otherwise. */
  private static Architecture architecture(SafetensorsFile file, SearchSpec spec) {
    return ModelCard.architecture(file).orElse(spec.space().base());
  }

  /** Returns where trials start that have no parent, if not from weights that are drawn. */
  static Optional<Trial.Start> of(SearchSpec spec, Path directory, Optional<String> sha256)
      throws IOException {
    if (spec.weights().isEmpty()) {
      return Optional.empty();
    }
    Path file = file(spec.weights().get(), directory);
    Architecture made = architecture(SafetensorsFile.open(file), spec);
    return Optional.of(
        new Trial.Start(
            new TrainedFile(made, file.toString(), sha256.orElseThrow()),
            isNew(spec.weights().get())));
  }

  private static Path file(StartingWeights weights, Path directory) {
    return directory.resolve(weights.file()).toAbsolutePath().normalize();
  }

  private static boolean isNew(StartingWeights weights) {
    return weights.head() == StartingWeights.LastLayer.NEW;
  }
}
