package io.espalier.space.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.space.spec.SpecTree.Source;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserException;
import org.yaml.snakeyaml.reader.StreamReader;

/** Reads YAML into JSON values, and notes in a tree where each of them was written. */
final class YamlReader {

  private static final int MOST_VALUES = 10_000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final SpecTree tree;
  private final List<SpecProblem> problems;
  private final Function<LineAndColumn, SpecPlace> places;
  private int values;

  /** Line and column, counted from 1. */
  record LineAndColumn(int line, int column) {}

  /**
   * Makes a reader.
   *
   * @param tree notes the sources
   * @param problems takes what is wrong
   * @param places turns positions into places
   */
  YamlReader(SpecTree tree, List<SpecProblem> problems, Function<LineAndColumn, SpecPlace> places) {
    this.tree = tree;
    this.problems = problems;
    this.places = places;
  }

  /**
   * Reads one document.
   *
   * @param path where in the tree it goes
   * @return its value; empty if there is none, or if it is not YAML, which is then a problem
   */
  Optional<JsonNode> read(String text, String path) {
    int[] characters = text.codePoints().toArray();
    for (int i = 0; i < characters.length; i++) {
      if (!StreamReader.isPrintable(characters[i])) {
        String name = Character.getName(characters[i]);
        refuse(path, positionOf(text, i), "the character %s is not allowed".formatted(name));
        return Optional.empty();
      }
    }
    return parse(text, path);
  }

  private Optional<JsonNode> parse(String text, String path) {
    LoaderOptions options = new LoaderOptions();
    // Depth and number of values are limited here, with their positions.
    options.setNestingDepthLimit(Integer.MAX_VALUE);
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    options.setCodePointLimit(Integer.MAX_VALUE);
    ShallowParser parser = new ShallowParser(new StreamReader(text), options);
    try {
      Node node = new Composer(parser, new CoreSchema(), options).getSingleNode();
      if (node == null) {
        return Optional.empty();
      }
      note(path, node, node);
      return Optional.of(value(node, path, 0));
    } catch (MarkedYAMLException e) {
      refuse(path, position(e.getProblemMark()), sentence(e));
    } catch (YAMLException | IllegalArgumentException e) {
      // SnakeYAML lets these out, without a position, where a key has no colon in its line, and
      // where an escape such as \UFFFFFFFF is not a character.
      refuse(path, parser.reached(), "from here on, a key has no colon or an escape is wrong");
    }
    return Optional.empty();
  }

  private void refuse(String path, LineAndColumn position, String reason) {
    problems.add(
        new SpecProblem(
            places.apply(position),
            path,
            "This is not valid YAML: " + reason + ".",
            "Mind the indentation (spaces only), brackets, quotes and colons."));
  }

  private static String sentence(MarkedYAMLException e) {
    return e.getContext() == null ? e.getProblem() : e.getContext() + ", " + e.getProblem();
  }

  private JsonNode value(Node node, String path, int depth) {
    values++;
    if (values > MOST_VALUES || depth > ShallowParser.MOST_DEPTH) {
      // Only aliases lead here: what is written out is limited by the parser and by its size.
      throw new ParserException(
          null, null, "it becomes too large when its aliases are expanded", node.getStartMark());
    }
    if (node instanceof MappingNode mapping) {
      return mapping(mapping, path, depth);
    }
    if (node instanceof SequenceNode sequence) {
      return list(sequence, path, depth);
    }
    return scalar((ScalarNode) node, path);
  }

  private ObjectNode mapping(MappingNode mapping, String path, int depth) {
    checkTag(mapping, Tag.MAP, path);
    ObjectNode values = JSON.objectNode();
    Map<String, LineAndColumn> keys = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node keyNode = tuple.getKeyNode();
      LineAndColumn position = position(keyNode.getStartMark());
      if (!(keyNode instanceof ScalarNode scalar)) {
        problems.add(
            new SpecProblem(
                places.apply(position),
                path,
                "A list or mapping cannot be a key.",
                "Write a word before the colon."));
        continue;
      }
      String key = scalar.getValue();
      String inner = SpecTree.key(path, key);
      LineAndColumn before = keys.putIfAbsent(key, position);
      if (before != null) {
        problems.add(
            new SpecProblem(
                places.apply(position),
                inner,
                "This key was already given in line %s.".formatted(before.line()),
                "Remove one of the two."));
        continue;
      }
      note(inner, keyNode, tuple.getValueNode());
      values.set(key, value(tuple.getValueNode(), inner, depth + 1));
    }
    return values;
  }

  private ArrayNode list(SequenceNode sequence, String path, int depth) {
    checkTag(sequence, Tag.SEQ, path);
    ArrayNode values = JSON.arrayNode();
    for (Node node : sequence.getValue()) {
      String inner = SpecTree.entry(path, values.size());
      note(inner, node, node);
      values.add(value(node, inner, depth + 1));
    }
    return values;
  }

  private JsonNode scalar(ScalarNode scalar, String path) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    try {
      if (tag.equals(Tag.NULL)) {
        return JSON.nullNode();
      } else if (tag.equals(Tag.BOOL)) {
        return JSON.booleanNode(Boolean.parseBoolean(text));
      } else if (tag.equals(Tag.INT)) {
        BigInteger whole = new BigInteger(text);
        return whole.bitLength() < Long.SIZE
            ? JSON.numberNode(whole.longValue())
            : JSON.numberNode(whole);
      } else if (tag.equals(Tag.FLOAT)) {
        double number = Double.parseDouble(text);
        // JSON has no infinity; as text it is refused like any other word in a number's place.
        return Double.isFinite(number) ? JSON.numberNode(number) : JSON.textNode(text);
      }
    } catch (NumberFormatException e) {
      return JSON.textNode(text);
    }
    checkTag(scalar, Tag.STR, path);
    return JSON.textNode(text);
  }

  private void checkTag(Node node, Tag expected, String path) {
    if (!node.getTag().equals(expected)) {
      problems.add(
          new SpecProblem(
              places.apply(position(node.getStartMark())),
              path,
              "The tag '%s' means nothing here.".formatted(Shown.text(node.getTag().getValue())),
              "Remove it."));
    }
  }

  private void note(String path, Node key, Node value) {
    tree.put(
        path,
        new Source(
            places.apply(position(key.getStartMark())),
            places.apply(position(value.getStartMark())),
            value instanceof ScalarNode scalar ? scalar.getValue() : ""));
  }

  static LineAndColumn position(Mark mark) {
    return new LineAndColumn(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Returns the position of a character, counted from 0. */
  static LineAndColumn positionOf(String text, int character) {
    String before = text.substring(0, text.offsetByCodePoints(0, character));
    int line = (int) before.chars().filter(c -> c == '\n').count();
    int start = before.lastIndexOf('\n') + 1;
    return new LineAndColumn(line + 1, before.codePointCount(start, before.length()) + 1);
  }
}
