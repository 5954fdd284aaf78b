package io.espalier.space.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.growth.Range;
import io.espalier.space.growth.StageSpace;
import io.espalier.space.spec.Optimizer.AdamW;
import io.espalier.space.spec.Optimizer.Sgd;
import io.espalier.space.thumbnail.Thumbnailing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecReaderTest {

  @TempDir Path folder;

  private SearchSpec read(String yaml, String... overrides) {
    return Specs.read(folder, yaml, overrides).spec();
  }

  @Test
  void everyKeyArrivesInItsRecord() {
    SearchSpec spec = read(Specs.COMPLETE);
    assertThat(spec.name()).isEqualTo("complete");
    assertThat(spec.seed()).isEqualTo(42);
    assertThat(spec.data())
        .isEqualTo(
            Data.Images.builder("train.zip!/train")
                .test("train.zip!/test")
                .validation(0.2)
                .limit(1000)
                .skipUnreadable()
                .classes(7)
                .channels(3)
                .side(96)
                .normalisation(List.of(0.1, 0.2, 0.3), List.of(0.4, 0.5, 0.6))
                .classIndex(Map.of("cat", 6, "dog", 0))
                .testEvery(3)
                .build());
    assertThat(spec.space().base())
        .isEqualTo(
            Architecture.of("resnet", 64, List.of(new Stage(1, 8, 1.5), new Stage(2, 16, 0.5)))
                .withOption("block", "bottleneck"));
    assertThat(spec.space().resolution()).contains(new Range(96, 16));
    assertThat(spec.space().stages())
        .containsExactly(
            new StageSpace(
                Optional.of(new Range(3, 2)),
                Optional.of(new Range(64, 8)),
                ImmutableSortedSet.of(1.5, 2.0)),
            StageSpace.FIXED);
    assertThat(spec.budget())
        .isEqualTo(
            new Budget(
                12_500_000,
                0.05,
                OptionalLong.of(1_000_000),
                OptionalDouble.of(250),
                OptionalLong.of(11_000_000)));
    assertThat(spec.search())
        .isEqualTo(
            SearchSpec.Search.of(
                "evolution", ImmutableSortedMap.of("population", "20", "mutation", "1e-1")));
    assertThat(spec.train())
        .isEqualTo(
            new Training(
                3,
                64,
                new AdamW(2e-3, 0.8, 0.99, 1e-7, 0.02),
                new Schedule.Step(1.5, 0.2),
                0.5,
                0.1,
                OptionalDouble.of(0.999),
                Set.of(Augmentation.FLIP)));
    assertThat(spec.last())
        .contains(
            new Training(
                30,
                32,
                new Sgd(0.2, 0.8, true, 1e-5),
                new Schedule.Constant(),
                2,
                0.2,
                OptionalDouble.of(0.99),
                Set.of(Augmentation.CROP)));
    assertThat(spec.thumbnail())
        .contains(
            new Thumbnailing(
                2, OptionalDouble.of(1.5), 0.5, 4, 0.1, 10, OptionalInt.of(2), 0.5, 0.08, 1));
  }

  @Test
  void weightsMayBeNamedWithOrWithoutMore() {
    assertThat(read(Specs.COMPLETE).weights())
        .contains(new StartingWeights("weights.safetensors", StartingWeights.LastLayer.NEW));
    assertThat(read(Specs.COMPLETE, "weights.head=keep").weights())
        .contains(StartingWeights.of("weights.safetensors"));
    assertThat(read(Specs.COMPLETE, "weights=other.safetensors").weights())
        .contains(StartingWeights.of("other.safetensors"));
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    SearchSpec spec = read(Specs.SMALLEST);
    assertThat(spec.name()).isEqualTo("spec");
    assertThat(spec.seed()).isZero();
    Data.Images images = spec.data().images().orElseThrow();
    assertThat(images.validation()).isEqualTo(0.1);
    assertThat(images.skipUnreadable()).isFalse();
    assertThat(spec.space().base().family()).isEqualTo("resnet");
    assertThat(spec.space().base().resolution()).isEqualTo(128);
    assertThat(spec.space().axes()).isEmpty();
    assertThat(spec.budget().tolerance()).isEqualTo(0.03);
    assertThat(spec.search()).isEqualTo(SearchSpec.Search.of("greedy", ImmutableSortedMap.of()));
    assertThat(spec.train())
        .isEqualTo(
            new Training(
                5,
                128,
                new Sgd(0.1, 0.9, false, 5e-4),
                new Schedule.Cosine(),
                0,
                0,
                OptionalDouble.empty(),
                Set.of()));
    assertThat(spec.last()).isEmpty();
    assertThat(spec.weights()).isEmpty();
    assertThat(images.classIndex()).isEmpty();
    assertThat(images.testEvery()).isEmpty();
    assertThat(spec.thumbnail()).isEmpty();
    assertThat(read(Specs.SMALLEST, "thumbnail.scale=4").thumbnail()).contains(Thumbnailing.of(4));
  }

  @Test
  void finalTrainingTakesFromTrainWhatItLeavesOut() {
    SearchSpec spec = read(Specs.QUICKSTART);
    Training train = spec.train();
    assertThat(spec.last())
        .contains(
            new Training(
                10,
                train.batch(),
                train.optimizer(),
                train.schedule(),
                train.warmup(),
                train.labelSmoothing(),
                train.averaging(),
                train.augment()));
    assertThat(train.optimizer()).isEqualTo(new Sgd(0.1, 0.9, false, 5e-4));
  }

  @Test
  void oneEntryOfTheSpaceStandsForAllStages() {
    assertThat(read(Specs.QUICKSTART).space().stages())
        .hasSize(3)
        .containsOnly(
            new StageSpace(
                Optional.of(new Range(6, 1)),
                Optional.of(new Range(128, 4)),
                ImmutableSortedSet.of(1.0, 1.25, 1.5)));
  }

  @Test
  void densitiesAreWordsOrMappings() {
    SearchSpec spec =
        Specs.read(
                folder,
                Specs.QUICKSTART.replaceFirst(
                    "(?s)stages:.*?space:.*?budget:",
                    """
                stages: [{depth: 1, width: 8, lean: dense}, {depth: 1, width: 8}]
                space:
                  stages:
                    - lean: [dense, {groups: 4}, 'groups:2:cross', depthwise, {groups: 8, stencil: separable}]
                    - {width: {to: 16}}
                budget:"""))
            .spec();
    assertThat(spec.space().base().stages()).containsExactly(Stage.of(1, 8), Stage.of(1, 8));
    assertThat(spec.space().stages().get(0).leans())
        .containsExactly(
            Lean.depthwise(Lean.Stencil.SQUARE),
            new Lean(2, Lean.Stencil.CROSS),
            Lean.groups(4),
            new Lean(8, Lean.Stencil.SEPARABLE),
            Lean.DENSE);
  }

  @Test
  void aTableStandsInPlaceOfImagesAndTraining() {
    SearchSpec spec =
        read(
            """
            data: {table: tables/accuracies.csv}
            base: resnet-18@128
            budget: {macs: 1G}
            """);
    assertThat(spec.data()).isEqualTo(new Data.Table("tables/accuracies.csv"));
    assertThat(spec.train()).isEqualTo(Training.NONE);
    assertThat(CanonicalSpec.parse(CanonicalSpec.json(spec))).isEqualTo(spec);
    assertThat(
            Specs.mistakes(
                folder,
                "data: {table: t}\nbase: resnet-18\nbudget: {macs: 1G}\ntrain: {epochs: 1}"))
        .isEqualTo(
            "spec.yaml:4:8: train: This key cannot be used with data.table. Remove it: nothing is"
                + " trained.");
    assertThat(Specs.mistakes(folder, "data: {limit: 5}\nbase: resnet-18\nbudget: {macs: 1G}"))
        .contains("data.train: This key is missing.", "train: This key is missing.");
  }

  @Test
  void theOrderOfAnOverrideDecides() {
    SearchSpec spec =
        read(
            Specs.QUICKSTART,
            "budget.macs=7M",
            "budget.macs=8M",
            "base.stages[0].width=12",
            "base.stages[3]={depth: 1, width: 64}",
            "train.augment=[flip]",
            "data.classes=10",
            "train.optimizer={adamw: {rate: 1e-3}}",
            "train.optimizer.adamw.beta1=0.8",
            "search.note=a=b");
    assertThat(spec.budget().macs()).isEqualTo(8_000_000);
    assertThat(spec.space().base().stages())
        .containsExactly(Stage.of(1, 12), Stage.of(1, 16), Stage.of(1, 32), Stage.of(1, 64));
    assertThat(spec.train().augment()).containsExactly(Augmentation.FLIP);
    assertThat(spec.data().images().orElseThrow().classes()).hasValue(10);
    assertThat(spec.train().optimizer()).isEqualTo(new AdamW(1e-3, 0.8, 0.999, 1e-8, 0.01));
    assertThat(spec.search().options()).containsEntry("note", "a=b");
  }

  @Test
  void anOverrideMayCreateWhatLeadsToIt() {
    SearchSpec spec = read(Specs.SMALLEST, "space.stages.width.to=640", "final.epochs=9");
    assertThat(spec.space().stages().get(3).width()).contains(new Range(640, 1));
    assertThat(spec.last()).map(Training::epochs).contains(9);
  }

  @Test
  void aSectionMayBeUsedAgainByItsAlias() {
    SearchSpec spec =
        read(
            """
            data: {train: images}
            family: resnet
            base: {resolution: 32, stages: [&stage {depth: 1, width: 8}, *stage]}
            budget: {macs: 1G}
            train: &training {epochs: 5}
            final: *training
            """);
    assertThat(spec.space().base().stages()).containsExactly(Stage.of(1, 8), Stage.of(1, 8));
    assertThat(spec.last()).contains(spec.train());
  }

  @ParameterizedTest
  @CsvSource({
    "quick start.yaml, quick-start",
    "a.b.yml, a.b",
    ".hidden, run",
    ".hidden.yaml, hidden",
    "Übung.yaml, -bung"
  })
  void theNameOfTheFileBecomesTheNameOfTheRun(String file, String name) throws Exception {
    Path spec = folder.resolve(file);
    Files.writeString(spec, Specs.SMALLEST);
    assertThat(new SpecReader().read(spec, List.of()).spec().name()).isEqualTo(name);
  }
}
