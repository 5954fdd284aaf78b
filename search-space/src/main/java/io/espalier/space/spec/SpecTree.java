package io.espalier.space.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.HashMap;
import java.util.Map;

/**
 * The values of a spec, each with the place and the text that it was read from.
 *
 * <p>Values are found by their paths, such as {@code space.stages[1].width}; the path of the whole
 * is empty.
 */
final class SpecTree {

  /**
   * Where a value comes from.
   *
   * @param key place of its key; of the value itself in a list
   * @param value place of the value
   * @param text the value as it was written, if it is a scalar
   */
  record Source(SpecPlace key, SpecPlace value, String text) {}

  private final Map<String, Source> sources = new HashMap<>();
  private JsonNode root = NullNode.getInstance();

  /** Returns the path of a key of the mapping at a path. */
  static String key(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Returns the path of an entry, counted from 0, of the list at a path. */
  static String entry(String path, int index) {
    return path + "[" + index + "]";
  }

  /** Tells whether a path is another one or lies below it. */
  static boolean within(String path, String outer) {
    return path.startsWith(outer)
        && (path.length() == outer.length()
            || outer.isEmpty()
            || path.charAt(outer.length()) == '.'
            || path.charAt(outer.length()) == '[');
  }

  JsonNode root() {
    return root;
  }

  void setRoot(JsonNode value) {
    root = value;
  }

  /** Notes where the value at a path comes from. */
  void put(String path, Source source) {
    sources.put(path, source);
  }

  /** Takes the sources of the value at a path, and of all below it, from another tree. */
  void replace(String path, SpecTree other) {
    sources.keySet().removeIf(known -> within(known, path));
    sources.putAll(other.sources);
  }

  /** Returns a scalar as it was written; empty for lists, mappings and nothing. */
  String textAt(String path) {
    Source source = sources.get(path);
    return source == null ? "" : source.text();
  }

  /** Returns the source of the value at a path, or of the nearest one above that there is. */
  Source source(String path) {
    String known = path;
    while (!sources.containsKey(known) && !known.isEmpty()) {
      known =
          known.substring(0, Math.max(0, Math.max(known.lastIndexOf('.'), known.lastIndexOf('['))));
    }
    return sources.get(known);
  }

  /** Makes a problem of the value at a path. */
  SpecProblem problem(String path, String wrong, String remedy) {
    return new SpecProblem(source(path).value(), path, wrong, remedy);
  }

  /** Makes a problem of the key at a path. */
  SpecProblem problemOfKey(String path, String wrong, String remedy) {
    return new SpecProblem(source(path).key(), path, wrong, remedy);
  }
}
