package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.engine.journal.Run;
import io.espalier.engine.tune.Subject;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.TrialEvent;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.spec.StartingWeights.LastLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run is asked for is kept as it was given: no name or path means something in YAML. */
class SettingsAsValuesTest {

  @TempDir Path folder;
  private Path spec;
  private Engine engine;

  @BeforeEach
  void writeTheSpec() throws IOException {
    spec = Tiny.write(folder);
    engine =
        Engine.builder().runs(folder.resolve("runs")).workers(0).threads(1).device("cpu").build();
  }

  /** Begins a run and stops it after its first batch; then resumes it to its end. */
  private Run stoppedAndResumed(Spec of, Plan plan, String name) throws IOException {
    Session first = engine.start(of, plan, name);
    first.begin(
        event -> {
          if (event instanceof TrialEvent.Progressed) {
            first.stop();
          }
        });
    assertThat(first.await()).as("finished").isFalse();
    Session second = engine.resume(first.path());
    assertThat(second.await()).as("finished").isTrue();
    return second.run();
  }

  @Test
  void aSpecWhoseNameIsANumberIsResumed() throws IOException {
    Path numbered =
        Files.writeString(
            folder.resolve("2024.yaml"), Tiny.SPEC.replace("name: tiny\n", "# no name\n"));
    Spec of = Spec.read(numbered);
    assertThat(of.value().name()).isEqualTo("2024");
    Run run = stoppedAndResumed(of, new Plan.Train(of.value().space().base()), "numbered");
    assertThat(run.spec().name()).isEqualTo("2024");
  }

  /** Trains the base of a spec, and returns its weights. */
  private Path trained(Spec wide) throws IOException {
    engine.start(wide, new Plan.Train(wide.value().space().base()), "trained").await();
    return Engine.read(folder.resolve("runs/trained")).weights();
  }

  /** Returns a spec whose base is wide enough for a predictor. */
  private Spec wide() {
    return Spec.read(
        spec,
        "base.stages=[{depth: 1, width: 8}, {depth: 1, width: 16}]",
        "space={stages: {width: {to: 32, step: 4}}}",
        "budget.macs=500k");
  }

  private DynamicResolution choice() {
    return Spec.read(spec, "dynamicResolution={scales: [1, 0.5], target: 70%, predictor: 60%}")
        .value()
        .dynamicResolution()
        .orElseThrow();
  }

  @Test
  void whatThePlanChangesIsNotTheSpecThatWasBuiltInCode() throws IOException {
    Spec of = Spec.of(wide().value(), folder);
    Subject subject = Subject.of(of, Optional.of(trained(of)));
    Run run = stoppedAndResumed(of, subject.dynamic(choice(), LastLayer.KEEP), "dynamic");
    assertThat(run.spec().dynamicResolution()).contains(choice());
    assertThat(Spec.of(run, List.of()).value()).isEqualTo(of.value());
  }

  @Test
  void aPathOfWeightsMayHaveWhatYamlWouldCutOff() throws IOException {
    Spec of = wide();
    Path strange = Files.createDirectory(folder.resolve("my weights #2: best, {new}"));
    Path weights = Files.copy(trained(of), strange.resolve("of 'mine'.safetensors"));
    Subject subject = Subject.of(of, Optional.of(weights));
    DynamicResolution settings = choice();
    Run run =
        stoppedAndResumed(subject.spec(), subject.dynamic(settings, LastLayer.KEEP), "dynamic");
    assertThat(run.spec().weights().orElseThrow().file()).isEqualTo(weights.toString());
    assertThat(run.spec().dynamicResolution()).contains(settings);
  }

  @Test
  void aSpecOfTextAndOneBuiltInCodeAreResumed() throws IOException {
    Spec text = Spec.parse(Tiny.SPEC, folder);
    Run ofText = stoppedAndResumed(text, new Plan.Search(), "text");
    Spec built = Spec.of(text.value(), folder);
    Run ofCode = stoppedAndResumed(built, new Plan.Search(), "built");
    assertThat(ofCode.folder().results()).hasSameBinaryContentAs(ofText.folder().results());
    assertThat(Spec.of(ofCode, List.of()).value()).isEqualTo(text.value());
  }
}
