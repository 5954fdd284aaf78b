package io.espalier.cli;

import io.espalier.engine.Engine;
import io.espalier.engine.Spec;
import io.espalier.engine.journal.Run;
import io.espalier.evaluator.Plan;
import io.espalier.space.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Trains one architecture in full, without a search. */
@Command(
    name = "train",
    description = {
      "Trains one architecture from scratch: the base of a spec, or the winner of a run.",
      "It is trained as 'final' in the spec says. The training is itself a run, and can be resumed."
    },
    footerHeading = "%nExample:%n",
    footer = "  espalier train runs/quickstart --name winner-from-scratch")
final class TrainCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SPEC|RUN",
      description = "A YAML file, or the folder of a finished run.")
  private Path path;

  @Mixin private SpecArguments specs;
  @Mixin private RunArguments runs;

  @Override
  public Integer call() throws IOException {
    if (!SpecArguments.isRun(path)) {
      Spec spec = specs.read(path);
      return start(spec, spec.value().space().base());
    }
    Run run = Engine.read(path);
    return start(Spec.of(run, specs.overrides()), run.trainedWinner().candidate().architecture());
  }

  private int start(Spec spec, Architecture architecture) throws IOException {
    return runs.start(spec, new Plan.Train(architecture), spec.value().name() + "-train");
  }
}
