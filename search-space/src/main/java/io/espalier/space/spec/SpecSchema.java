package io.espalier.space.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/**
 * The JSON Schema of a spec, and its findings in people's words.
 *
 * <p>Every value in the schema has a {@code title}, which says what it is, and an {@code
 * errorMessage}, which says what to write; a finding reads "'VALUE' is no TITLE. ERROR MESSAGE".
 */
final class SpecSchema {

  private static final String RESOURCE = "espalier.schema.json";
  private static final int MOST_CHARACTERS_SHOWN = 60;
  private static final int MOST_TYPING_ERRORS = 3;

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
    JsonNode rule = rule(error.getSchemaLocation().getFragment(), 1);
    return switch (error.getKeyword()) {
      case "additionalProperties" -> unknownKey(tree, path, error.getProperty(), rule);
      case "required" -> missingKey(tree, path, error.getProperty(), error);
      case "dependentRequired" -> missingKey(tree, path, error.getArguments()[0].toString(), error);
      default -> wrongValue(tree, path, error.getInstanceNode(), rule);
    };
  }

  private static SpecProblem unknownKey(SpecTree tree, String path, String key, JsonNode rule) {
    List<String> known = Streams.stream(rule.path("properties").fieldNames()).toList();
    String nearest = nearest(key, known).map(SpecSchema::didYouMean).orElse("");
    return tree.problemOfKey(
        SpecTree.key(path, key),
        "There is no such key.",
        nearest + "Known here: " + String.join(", ", known) + ".");
  }

  private SpecProblem missingKey(SpecTree tree, String path, String key, Error error) {
    NodePath fragment = error.getSchemaLocation().getFragment();
    JsonNode property = null;
    for (int up = 1; property == null && up <= fragment.getNameCount(); up++) {
      property = resolved(rule(fragment, up)).path("properties").get(key);
    }
    String remedy =
        property == null
            ? ""
            : property
                .path("errorMessage")
                .asText(resolved(property).path("errorMessage").asText());
    return tree.problemOfKey(SpecTree.key(path, key), "This key is missing.", remedy);
  }

  private static SpecProblem wrongValue(SpecTree tree, String path, JsonNode value, JsonNode rule) {
    String text = tree.textAt(path);
    String remedy = rule.path("errorMessage").asText();
    if (value.isNull()) {
      return tree.problem(path, "There is no value.", remedy);
    }
    String found = value.isArray() ? "A list" : value.isObject() ? "A mapping" : quoted(text);
    List<String> choices = Streams.stream(rule.path("enum")).map(JsonNode::asText).toList();
    return tree.problem(
        path,
        "%s is no %s.".formatted(found, rule.path("title").asText()),
        nearest(text, choices).map(SpecSchema::didYouMean).orElse("") + remedy);
  }

  private static String didYouMean(String word) {
    return "Did you mean '" + word + "'? ";
  }

  private static Optional<String> nearest(String word, List<String> known) {
    DamerauLevenshteinDistance distance = new DamerauLevenshteinDistance(MOST_TYPING_ERRORS);
    return known.stream()
        .filter(candidate -> candidate.length() > 1 && word.length() < MOST_CHARACTERS_SHOWN)
        .filter(candidate -> near(distance.apply(word, candidate), candidate))
        .min(Comparator.comparing(candidate -> distance.apply(word, candidate)));
  }

  private static boolean near(int distance, String candidate) {
    return distance >= 0 && distance <= Math.max(1, candidate.length() / 2 - 1);
  }

  /** Returns the part of the schema so many steps above a place in it. */
  private JsonNode rule(NodePath fragment, int up) {
    JsonNode node = json();
    for (int i = 0; i < fragment.getNameCount() - up; i++) {
      Object step = fragment.getElement(i);
      node = step instanceof Integer index ? node.path(index) : node.path(step.toString());
    }
    return node;
  }

  /** Returns what a rule refers to; the rule itself where that is nothing. */
  private JsonNode resolved(JsonNode rule) {
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

  /** Returns a text in quotes, so short and so printable that it fits in a message. */
  static String quoted(String text) {
    return "'" + shown(text) + "'";
  }

  /** Returns a text so short and so printable that it fits in a message. */
  static String shown(String text) {
    String printable = text.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Co}\\p{Cn}]", "?");
    return printable.length() <= MOST_CHARACTERS_SHOWN
        ? printable
        : printable.substring(0, MOST_CHARACTERS_SHOWN - 3) + "...";
  }
}
