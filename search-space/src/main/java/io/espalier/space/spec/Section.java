package io.espalier.space.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Streams;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A mapping of a spec that the schema accepts, on its way into a record.
 *
 * @param tree the spec
 * @param path where the mapping is
 * @param values its keys and values
 */
record Section(SpecTree tree, String path, JsonNode values) {

  /** Returns the path of a key. */
  String at(String key) {
    return SpecTree.key(path, key);
  }

  private Optional<JsonNode> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  boolean has(String key) {
    return values.has(key);
  }

  /** Returns the keys, in the order of the spec. */
  Stream<String> keys() {
    return Streams.stream(values.fieldNames());
  }

  boolean isText(String key) {
    return value(key).filter(JsonNode::isTextual).isPresent();
  }

  boolean isList(String key) {
    return value(key).filter(JsonNode::isArray).isPresent();
  }

  Optional<Section> section(String key) {
    return value(key).map(inner -> new Section(tree, at(key), inner));
  }

  /** Returns the mapping at a key, or an empty one. */
  Section sectionOrEmpty(String key) {
    return new Section(tree, at(key), value(key).orElseGet(JsonNodeFactory.instance::objectNode));
  }

  /** Returns the mappings in the list at a key; none if it is not a list. */
  List<Section> sections(String key) {
    JsonNode list = values.path(key);
    String outer = at(key);
    return IntStream.range(0, list.isArray() ? list.size() : 0)
        .mapToObj(i -> new Section(tree, SpecTree.entry(outer, i), list.get(i)))
        .toList();
  }

  /** Returns a scalar as it was written. */
  Optional<String> text(String key) {
    return value(key).map(present -> tree.textAt(at(key)));
  }

  /** Returns the scalars whose keys pass, as they were written. */
  SortedMap<String, String> texts(Predicate<String> keys) {
    return Streams.stream(values.fieldNames())
        .filter(keys)
        .collect(
            ImmutableSortedMap.toImmutableSortedMap(
                String::compareTo, key -> key, key -> tree.textAt(at(key))));
  }

  OptionalInt integer(String key) {
    return value(key).stream().mapToInt(JsonNode::intValue).findFirst();
  }

  OptionalLong whole(String key) {
    return value(key).stream().mapToLong(JsonNode::longValue).findFirst();
  }

  OptionalDouble number(String key) {
    return value(key).stream().mapToDouble(JsonNode::doubleValue).findFirst();
  }

  /** Returns a number, or what is read from the text that stands in its place. */
  OptionalDouble number(String key, ToDoubleFunction<String> reader) {
    return isText(key)
        ? OptionalDouble.of(reader.applyAsDouble(tree.textAt(at(key))))
        : number(key);
  }

  /** Returns the whole numbers of the mapping at a key, by their keys. */
  Optional<SortedMap<String, Integer>> integers(String key) {
    return value(key)
        .map(
            mapping ->
                mapping.properties().stream()
                    .collect(
                        ImmutableSortedMap.toImmutableSortedMap(
                            String::compareTo, Map.Entry::getKey, e -> e.getValue().intValue())));
  }

  /** Returns the words in the list at a key; none if there is none. */
  List<String> words(String key) {
    return Streams.stream(values.path(key)).map(JsonNode::textValue).toList();
  }

  Optional<Boolean> truth(String key) {
    return value(key).map(JsonNode::booleanValue);
  }

  Optional<List<Double>> numbers(String key) {
    return value(key).map(list -> Streams.stream(list).map(JsonNode::doubleValue).toList());
  }
}
