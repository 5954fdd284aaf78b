package io.espalier.space.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Schema and reader know the same keys; a spec that gives all of them is the witness. */
class SpecSchemaTest {

  private static final JsonNode SCHEMA = SpecSchema.load().json();
  private static final Set<String> SETTINGS =
      ImmutableSet.of(
          "base.options.block",
          "data.classIndex.cat",
          "data.classIndex.dog",
          "search.population",
          "search.mutation");

  /**
   * Keys that do not go with the data or the family of the complete spec; they have tests of their
   * own.
   */
  private static final Set<String> NOT_IN_EVERY_SPEC =
      ImmutableSet.of(
          "data.table",
          "base.stages.lean",
          "base.stages.lean.groups",
          "base.stages.lean.stencil",
          "base.stages.lean.depthwise",
          "base.stages.block",
          "space.stages.lean",
          "space.stages.lean.groups",
          "space.stages.lean.stencil",
          "space.stages.lean.depthwise",
          "space.stages.block");

  @TempDir Path folder;

  @Test
  void theCompleteSpecGivesEveryKeyOfTheSchema() {
    Set<String> inSchema = new TreeSet<>();
    addSchemaKeys(SCHEMA, "", inSchema);
    Set<String> inSpec = new TreeSet<>();
    addKeys(completeTree(), "", inSpec);
    assertThat(Sets.difference(inSchema, NOT_IN_EVERY_SPEC))
        .hasSizeGreaterThan(50)
        .isEqualTo(Sets.difference(inSpec, SETTINGS));
  }

  /** What does not change when a key goes is a key that the reader does not read. */
  @ParameterizedTest
  @MethodSource("pointersIntoTheCompleteSpec")
  void theReaderReadsEveryKeyOfTheCompleteSpec(JsonPointer pointer) {
    ObjectNode without = completeTree();
    ((ObjectNode) without.at(pointer.head())).remove(pointer.last().getMatchingProperty());
    String complete = CanonicalSpec.json(Specs.read(folder, Specs.COMPLETE).spec());
    String result =
        Specs.mistakes(folder, without.toString()).isEmpty()
            ? CanonicalSpec.json(Specs.read(folder, without.toString()).spec())
            : "refused";
    assertThat(result).isNotEqualTo(complete);
  }

  static Stream<JsonPointer> pointersIntoTheCompleteSpec() {
    List<JsonPointer> pointers = new ArrayList<>();
    addPointers(completeTree(), JsonPointer.empty(), pointers);
    return pointers.stream();
  }

  @Test
  void everyRuleHasItsWords() {
    List<JsonNode> rules = new ArrayList<>();
    addRules(SCHEMA, rules);
    assertThat(rules)
        .hasSizeGreaterThan(60)
        .allSatisfy(
            rule -> {
              assertThat(rule.path("title").asText()).as(rule.toString()).isNotEmpty();
              assertThat(rule.path("errorMessage").asText()).as(rule.toString()).endsWith(".");
            });
  }

  /** The defaults that the schema tells are those that the reader takes. */
  @ParameterizedTest
  @CsvSource({
    "/properties, ''",
    "/$defs/data/properties, data.",
    "/$defs/budget/properties, budget.",
    "/$defs/search/properties, search.",
    "/$defs/training/properties, train.",
    "/$defs/optimizer/properties/sgd/properties, train.optimizer.sgd.",
    "/$defs/optimizer/properties/adamw/properties, train.optimizer.adamw.",
    "/$defs/range/properties, space.resolution.",
    "/$defs/thumbnail/properties, thumbnail."
  })
  void defaultsAreWhatTheSchemaTells(String rules, String prefix) {
    String yaml = Specs.SMALLEST.replace("epochs: 5", optimizerFor(prefix));
    String to = "space.resolution.to=256";
    String scale = "thumbnail.scale=2";
    String plain = CanonicalSpec.json(Specs.read(folder, yaml, to, scale).spec());
    List<String> defaults =
        SCHEMA.at(rules).properties().stream()
            .filter(property -> property.getValue().has("default"))
            .map(property -> prefix + property.getKey() + "=" + property.getValue().get("default"))
            .toList();
    assertThat(defaults)
        .isNotEmpty()
        .allSatisfy(
            override ->
                assertThat(CanonicalSpec.json(Specs.read(folder, yaml, to, scale, override).spec()))
                    .isEqualTo(plain));
  }

  private static String optimizerFor(String prefix) {
    return prefix.contains("adamw") ? "epochs: 5, optimizer: {adamw: {}}" : "epochs: 5";
  }

  private static ObjectNode completeTree() {
    List<SpecProblem> problems = new ArrayList<>();
    JsonNode tree =
        new YamlReader(new SpecTree(), problems, at -> new SpecPlace.InOverride(""))
            .read(Specs.COMPLETE, "")
            .orElseThrow();
    assertThat(problems).isEmpty();
    return (ObjectNode) tree;
  }

  /** Adds the keys that a rule allows at a path, and what they refer to. */
  private static void addSchemaKeys(JsonNode rule, String path, Set<String> keys) {
    rule.path("properties")
        .properties()
        .forEach(
            property -> {
              String inner = plain(SpecTree.key(path, property.getKey()));
              keys.add(inner);
              addSchemaKeys(property.getValue(), inner, keys);
            });
    for (String keyword : List.of("then", "else", "items")) {
      if (rule.has(keyword)) {
        addSchemaKeys(rule.get(keyword), path, keys);
      }
    }
    if (rule.has("$ref")) {
      String target = rule.get("$ref").asText().substring(1);
      addSchemaKeys(SCHEMA.at(target), path, keys);
    }
  }

  private static void addKeys(JsonNode value, String path, Set<String> keys) {
    value
        .properties()
        .forEach(
            property -> {
              String inner = plain(SpecTree.key(path, property.getKey()));
              keys.add(inner);
              addKeys(property.getValue(), inner, keys);
            });
    if (value.isArray()) {
      value.forEach(entry -> addKeys(entry, path, keys));
    }
  }

  /** Takes {@code final} for {@code train}, which has the same keys. */
  private static String plain(String path) {
    return path.startsWith("final.") ? path.replaceFirst("final", "train") : path;
  }

  private static void addPointers(JsonNode value, JsonPointer here, List<JsonPointer> pointers) {
    value
        .properties()
        .forEach(
            property -> {
              JsonPointer inner = here.appendProperty(property.getKey());
              pointers.add(inner);
              addPointers(property.getValue(), inner, pointers);
            });
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      addPointers(value.get(i), here.appendIndex(i), pointers);
    }
  }

  /** Adds every rule that a value can break, which are those that ask for a type or a choice. */
  private static void addRules(JsonNode node, List<JsonNode> rules) {
    if (node.path("type").isTextual()
        || node.path("type").isArray()
        || node.path("enum").isArray()) {
      rules.add(node);
    }
    node.properties().stream()
        .filter(property -> !property.getKey().equals("if"))
        .forEach(property -> addRules(property.getValue(), rules));
  }
}
