package io.espalier.cli;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Externalizable;
import java.io.ObjectInput;
import java.util.Random;
import java.util.UUID;

/** Holds the plan of the house: which part knows which, and what nobody does. */
@AnalyzeClasses(packages = "io.espalier", importOptions = ImportOption.DoNotIncludeTests.class)
final class HouseTest {

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
  static final ArchRule ONLY_THE_TRAINER_AND_WHAT_SHOWS_IT_KNOW_DJL =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.espalier.space..", "io.espalier.evaluator..", "io.espalier.searcher..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

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
          .doNotBelongToAnyOf(Espalier.class)
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.cli..")
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
}
