package io.espalier.space.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/**
 * The JSON Schema of a spec, and its findings in people's words.
 *
 * <p>Every value in the schema has a {@code title}, which says what it is, and an {@code
 * errorMessage}, which says what to write; a finding reads "'VALUE' is not a TITLE. ERROR MESSAGE".
 */
final class SpecSchema {

  private static final String RESOURCE = "espalier.schema.json";
  // Longer words are not typing errors.
  private static final int MOST_CHARACTERS = 60;
  private static final int MOST_TYPING_ERRORS = 3;

  private static final Set<String> ON_THE_SAME_VALUE = ImmutableSet.of("$ref", "then", "else");

  private final Schema schema;

  private SpecSchema(Schema schema) {
    this.schema = schema;
  }

  /** Loads the schema from the class path. */
  static SpecSchema load() {
    Dialect dialect =
        Dialect.builder(Dialects.getDraft202012())
            .keyword(new NonValidationKeyword("errorMessage"))
            .build();
    try (InputStream file = SpecSchema.class.getResourceAsStream(RESOURCE)) {
      return new SpecSchema(SchemaRegistry.withDialect(dialect).getSchema(file, InputFormat.JSON));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the schema as JSON. */
  JsonNode json() {
    return schema.getSchemaNode();
  }

  /** Returns what the schema finds wrong, at most one problem per value or key. */
  List<SpecProblem> problems(SpecTree tree) {
    Map<String, SpecProblem> byPath = new LinkedHashMap<>();
    for (Error error : schema.validate(tree.root())) {
      SpecProblem problem = problem(tree, error);
      byPath.putIfAbsent(problem.path(), problem);
    }
    return List.copyOf(byPath.values());
  }

  private SpecProblem problem(SpecTree tree, Error error) {
    String path = path(error.getInstanceLocation());
    List<JsonNode> rules = rules(error);
    JsonNode rule = rules.get(rules.size() - 1);
    return switch (error.getKeyword()) {
      case "additionalProperties" -> unknownKey(tree, path, error.getProperty(), rule);
      case "required" -> missingKey(tree, path, error.getProperty(), rules);
      case "dependentRequired" -> missingKey(tree, path, error.getArguments()[0].toString(), rules);
      default -> wrongValue(tree, path, error.getInstanceNode(), rules);
    };
  }

  private static SpecProblem unknownKey(SpecTree tree, String path, String key, JsonNode rule) {
    List<String> known = Streams.stream(rule.path("properties").fieldNames()).toList();
    return tree.problemOfKey(
        SpecTree.key(path, key),
        "There is no such key.",
        didYouMean(key, known) + "Known here: " + String.join(", ", known) + ".");
  }

  private SpecProblem missingKey(SpecTree tree, String path, String key, List<JsonNode> rules) {
    String remedy =
        rules.stream()
            .flatMap(rule -> Stream.of(rule, target(rule)))
            .map(rule -> rule.path("properties").path(key))
            .flatMap(property -> Stream.of(property, target(property)))
            .map(property -> property.path("errorMessage").asText())
            .filter(words -> !words.isEmpty())
            .findFirst()
            .orElse("");
    return tree.problemOfKey(SpecTree.key(path, key), "This key is missing.", remedy);
  }

  private static SpecProblem wrongValue(
      SpecTree tree, String path, JsonNode value, List<JsonNode> rules) {
    JsonNode rule = rules.get(rules.size() - 1);
    // Where a rule refers to a shared one, its own words are nearer to the matter.
    JsonNode words = rules.stream().filter(r -> r.has("title")).findFirst().orElse(rule);
    String remedy = words.path("errorMessage").asText();
    if (value.isNull()) {
      return tree.problem(path, "There is no value.", remedy);
    }
    String text = tree.textAt(path);
    if (isTextWithoutQuotes(value, text, rule)) {
      remedy = "Put it in quotes, so that it is read as text.";
    }
    String found = value.isArray() ? "A list" : value.isObject() ? "A mapping" : Shown.quoted(text);
    List<String> choices = Streams.stream(rule.path("enum")).map(JsonNode::asText).toList();
    return tree.problem(
        path,
        "%s is not %s.".formatted(found, withArticle(words.path("title").asText())),
        didYouMean(text, choices) + remedy);
  }

  private static String withArticle(String noun) {
    return ("aeiou".indexOf(noun.charAt(0)) < 0 ? "a " : "an ") + noun;
  }

  private static boolean isTextWithoutQuotes(JsonNode value, String text, JsonNode rule) {
    return rule.path("type").asText().equals("string")
        && (value.isNumber() || value.isBoolean())
        && Pattern.compile(rule.path("pattern").asText()).matcher(text).find();
  }

  private static String didYouMean(String word, List<String> known) {
    DamerauLevenshteinDistance distance = new DamerauLevenshteinDistance(MOST_TYPING_ERRORS);
    return known.stream()
        .filter(candidate -> candidate.length() > 1 && word.length() < MOST_CHARACTERS)
        .filter(candidate -> near(distance.apply(word, candidate), candidate))
        .min(Comparator.comparing(candidate -> distance.apply(word, candidate)))
        .map(nearest -> "Did you mean '" + nearest + "'? ")
        .orElse("");
  }

  private static boolean near(int distance, String candidate) {
    return distance >= 0 && distance <= Math.max(1, candidate.length() / 2 - 1);
  }

  /**
   * Returns the rules that led to an error at a value, outermost first: the one that failed is the
   * last, after those that refer to it.
   */
  private List<JsonNode> rules(Error error) {
    NodePath steps = error.getEvaluationPath();
    List<JsonNode> rules = new ArrayList<>(List.of(json()));
    for (int i = 0; i < steps.getNameCount() - 1; i++) {
      JsonNode rule = rules.get(rules.size() - 1);
      Object step = steps.getElement(i);
      if (ON_THE_SAME_VALUE.contains(step.toString()) && rule.has(step.toString())) {
        rules.add(step.equals("$ref") ? target(rule) : rule.path(step.toString()));
      } else {
        rules.clear();
        rules.add(step instanceof Integer index ? rule.path(index) : rule.path(step.toString()));
      }
    }
    return rules;
  }

  /** Returns the rule that a rule refers to; itself where it refers to none. */
  private JsonNode target(JsonNode rule) {
    return rule.has("$ref")
        ? json().at(JsonPointer.compile(rule.get("$ref").asText().substring(1)))
        : rule;
  }

  private static String path(NodePath location) {
    String path = "";
    for (int i = 0; i < location.getNameCount(); i++) {
      Object step = location.getElement(i);
      path =
          step instanceof Integer index
              ? SpecTree.entry(path, index)
              : SpecTree.key(path, step.toString());
    }
    return path;
  }
}
