package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.engine.journal.Contender;
import io.espalier.engine.journal.Run;
import io.espalier.engine.tune.LeanTerms;
import io.espalier.engine.tune.Subject;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Plan;
import io.espalier.space.Lean;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.StartingWeights;
import io.espalier.space.spec.StartingWeights.LastLayer;
import io.espalier.space.thumbnail.Thumbnailing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever works on a trained network is a run, by workers, and the start of another. */
class OneRoadIT {

  private static final LeanTerms DEPTHWISE = LeanTerms.of(Lean.parse("depthwise"));

  @TempDir Path folder;
  private Spec spec;
  private Engine engine;

  @BeforeEach
  void trainANetwork() throws IOException {
    spec =
        Spec.read(
            Tiny.write(folder),
            "base.stages=[{depth: 1, width: 8}, {depth: 1, width: 16}]",
            "space={stages: {width: {to: 32, step: 4}}}",
            "budget.macs=400k",
            "dynamicResolution={scales: [1, 0.5], target: 70%, predictor: 60%, when: final}");
    engine = Engine.builder().runs(folder.resolve("runs")).workers(1).threads(1).build();
  }

  private Run made(Spec of, Plan plan, String name) throws IOException {
    Session session = engine.start(of, plan, name);
    assertThat(session.await()).as("finished").isTrue();
    Run run = session.run();
    assertThat(run.weights()).exists();
    assertThat(run.folder().provenance()).exists();
    assertThat(run.folder().results()).exists();
    assertThat(Comparison.of(run).status()).isEqualTo("finished");
    return run;
  }

  private static Subject subject(Run run) throws IOException {
    return Subject.of(run, List.of(), Optional.empty());
  }

  private DynamicResolution settings() {
    return spec.value().dynamicResolution().orElseThrow();
  }

  @Test
  void eachIsTheStartOfTheNextAndOfASearch() throws IOException {
    Run dynamic = made(spec, new Plan.Train(spec.value().space().base()), "trained-to-choose");
    Subject choosing = subject(dynamic);

    Run lean = made(choosing.spec(), choosing.lean(DEPTHWISE), "lean");
    assertThat(lean.plan().subject().orElseThrow().file()).isEqualTo(dynamic.weights().toString());
    assertThat(lean.trainedWinner().notes().steps())
        .extracting(Notes.Step::name)
        .containsExactly("dense", "projected", "fitted", "calibrated", "epoch 1");
    Contender dense = lean.before().orElseThrow();
    assertThat(lean.after().orElseThrow().macs()).isLessThan(dense.macs());

    Run thumb = made(subject(lean).spec(), subject(lean).thumb(Thumbnailing.of(2)), "thumb");
    assertThat(thumb.downscaler()).exists();
    assertThat(thumb.before().orElseThrow().quality())
        .isEqualTo(lean.after().orElseThrow().quality());

    Run again =
        made(
            choosing.spec(),
            choosing.dynamic(settings().withTarget(0.8), LastLayer.KEEP),
            "chooses-anew");
    assertThat(again.after().orElseThrow().expectedMacs()).isPresent();
    Run scratch =
        made(
            subject(again).spec(),
            new Plan.Train(again.trainedWinner().candidate().architecture()),
            "from-scratch");
    assertThat(Run.read(scratch.folder().path()).spec().weights()).isEmpty();
    made(subject(again).spec(), subject(again).lean(DEPTHWISE), "lean-of-dynamic");

    SearchSpec started =
        spec.value().toBuilder().weights(StartingWeights.of(dynamic.weights().toString())).build();
    Run search = made(Spec.of(started, spec.directory()), new Plan.Search(), "search-from-there");
    assertThat(search.gain()).isPresent();
  }
}
