package io.espalier.space.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalSpecTest {

  @TempDir Path folder;

  private SearchSpec read(String yaml, String... overrides) {
    return Specs.read(folder, yaml, overrides).spec();
  }

  /** Runs remember this hash, so that it must not change from one release to the next. */
  @Test
  void theCanonicalFormNeverDrifts() {
    SearchSpec spec = read(Specs.SMALLEST);
    assertThat(CanonicalSpec.json(spec))
        .isEqualTo(
            """
            {"budget":{"macs":1000000000,"tolerance":0.03},\
            "data":{"skipUnreadable":false,"train":"images","validation":0.1},\
            "name":"spec",\
            "search":{"options":{},"strategy":"greedy"},\
            "seed":0,\
            "space":{"base":{"family":"resnet","options":{"block":"basic"},"resolution":128,\
            "stages":[{"depth":2,"scale":1.0,"width":64},{"depth":2,"scale":1.0,"width":128},\
            {"depth":2,"scale":1.0,"width":256},{"depth":2,"scale":1.0,"width":512}]},\
            "stages":[{"scales":[]},{"scales":[]},{"scales":[]},{"scales":[]}]},\
            "train":{"augment":[],"batch":128,"epochs":5,"labelSmoothing":0.0,\
            "optimizer":{"sgd":{"decay":5.0E-4,"momentum":0.9,"nesterov":false,"rate":0.1}},\
            "schedule":{"cosine":{}},"warmup":0.0}}""");
    assertThat(CanonicalSpec.sha256(spec))
        .isEqualTo("8698c38a21d86831fbbe47b30c867b2f1013fc0527e1335a99ed38bd75daa84c");
  }

  @ParameterizedTest
  @ValueSource(strings = {Specs.SMALLEST, Specs.QUICKSTART, Specs.COMPLETE})
  void theCanonicalFormIsReadAgain(String yaml) {
    SearchSpec spec = read(yaml);
    assertThat(CanonicalSpec.parse(CanonicalSpec.json(spec))).isEqualTo(spec);
  }

  @Test
  void whatSaysTheSameHasTheSameHash() {
    String other =
        """
        # Other order, units and spelling.
        train: {batch: 128, epochs: 5.0, schedule: cosine, warmup: 0}
        budget: {tolerance: 0.03, macs: 1000M}
        seed: 0
        base: "resnet-18@128"
        data: {train: 'images', validation: 10%}
        search: {}
        """;
    assertThat(CanonicalSpec.sha256(read(other)))
        .isEqualTo(CanonicalSpec.sha256(read(Specs.SMALLEST)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed=8", "budget.macs=6000001", "train.augment=[crop]", "search.x=1"})
  void whatSaysSomethingElseHasAnotherHash(String override) {
    assertThat(CanonicalSpec.sha256(read(Specs.QUICKSTART, override)))
        .isNotEqualTo(CanonicalSpec.sha256(read(Specs.QUICKSTART)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[1]", "{\"name\":1,\"name\":2}", "{\"nme\":1}"})
  void whatIsNoSpecIsRefused(String json) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalSpec.parse(json))
        .withMessageStartingWith("This is not a spec in canonical form: ");
  }
}
