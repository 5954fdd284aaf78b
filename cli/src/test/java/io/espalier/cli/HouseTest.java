package io.espalier.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.espalier.engine.session.WorkerProgram;
import io.espalier.trainer.dynamic.DynamicEvaluation;
import java.io.Externalizable;
import java.io.ObjectInput;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

/** Holds the plan of the house: which part knows which, and what nobody does. */
@AnalyzeClasses(
    packages = "io.espalier",
    importOptions = {ImportOption.DoNotIncludeTests.class, HouseTest.NoJarsOfTests.class})
final class HouseTest {

  /** Leaves out the tests of other modules, which Maven hands over as jars. */
  static final class NoJarsOfTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule ARROWS_GO_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("space")
          .definedBy("io.espalier.space..")
          .layer("evaluator")
          .definedBy("io.espalier.evaluator..")
          .layer("searcher")
          .definedBy("io.espalier.searcher..")
          .layer("trainer")
          .definedBy("io.espalier.trainer..")
          .layer("engine")
          .definedBy("io.espalier.engine..")
          .layer("cli")
          .definedBy("io.espalier.cli..")
          .whereLayer("space")
          .mayNotAccessAnyLayer()
          .whereLayer("evaluator")
          .mayOnlyAccessLayers("space")
          .whereLayer("searcher")
          .mayOnlyAccessLayers("evaluator", "space")
          .whereLayer("trainer")
          .mayOnlyAccessLayers("evaluator", "space")
          .whereLayer("engine")
          .mayOnlyAccessLayers("searcher", "trainer", "evaluator", "space")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule EVERYTHING_LIVES_IN_A_PART_OF_THE_HOUSE =
      classes()
          .should()
          .resideInAnyPackage(
              "io.espalier.space..",
              "io.espalier.evaluator..",
              "io.espalier.searcher..",
              "io.espalier.trainer..",
              "io.espalier.engine..",
              "io.espalier.cli..");

  @ArchTest
  static final ArchRule ONLY_THE_TRAINER_AND_THE_ENGINE_KNOW_DJL =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.espalier.trainer..", "io.espalier.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_KNOWS_A_TERMINAL =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "picocli..", "org.jline..", "com.github.freva.asciitable..", "me.tongfei..");

  /** They show what the engine has found; what a trainer says of its results are plain records. */
  @ArchTest
  static final ArchRule VIEWS_COMPUTE_NOTHING =
      noClasses()
          .that()
          .resideInAPackage("io.espalier.cli.show..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.espalier.trainer..",
                      "io.espalier.searcher..",
                      "io.espalier.space.blueprint..",
                      "io.espalier.space.family..",
                      "io.espalier.space.macs..")
                  .and(not(belongTo(equivalentTo(DynamicEvaluation.class)))));

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.espalier.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl|Base|Common)");

  @ArchTest
  static final ArchRule NOTHING_STATIC_CHANGES = fields().that().areStatic().should().beFinal();

  @ArchTest
  static final ArchRule ONLY_THE_PROGRAM_ENDS_THE_PROCESS =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Espalier.class, Exit.class, WorkerProgram.class)
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_AND_WORKERS_PRINT =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.cli..")
          .and()
          .doNotBelongToAnyOf(WorkerProgram.class)
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethodWhere(target(name("printStackTrace")));

  @ArchTest
  static final ArchRule NOTHING_DESERIALISES_JAVA_OBJECTS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInput.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Externalizable.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.beans.XMLDecoder")
          // SnakeYAML's way to objects, and Jackson's to classes that a file names.
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.yaml.snakeyaml.Yaml")
          .orShould()
          .callMethodWhere(target(nameMatching("(activate|enable)DefaultTyping.*")));

  @ArchTest
  static final ArchRule RANDOM_NUMBERS_COME_FROM_SEEDED_DRAWS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(UUID.class, "randomUUID");

  /** Whoever reads a name knows which class it is. */
  @ArchTest
  static void everyPublicNameIsUsedOnce(JavaClasses house) {
    Map<String, List<String>> byName =
        house.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));
    assertThat(byName).isNotEmpty();
    assertThat(byName.values()).allMatch(classes -> classes.size() == 1);
  }
}
