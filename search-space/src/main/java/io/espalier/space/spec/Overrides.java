package io.espalier.space.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.space.spec.SpecTree.Source;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts values that are given beside a spec, as {@code key.path=value}, into its tree. */
final class Overrides {

  private static final Pattern FORM =
      Pattern.compile("(?s)([A-Za-z0-9_-]+(?:\\[[0-9]{1,4}]|\\.[A-Za-z0-9_-]+)*)=(.*)");
  private static final Pattern STEP = Pattern.compile("\\[([0-9]+)]|([^.\\[]+)");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final SpecTree tree;
  private final List<SpecProblem> problems;

  Overrides(SpecTree tree, List<SpecProblem> problems) {
    this.tree = tree;
    this.problems = problems;
  }

  /** Replaces or adds one value; what is wrong with it becomes a problem. */
  void apply(String override) {
    SpecPlace place = new SpecPlace.InOverride(Shown.text(override));
    Matcher form = FORM.matcher(override);
    if (!form.matches()) {
      problems.add(
          new SpecProblem(
              place,
              "",
              "This sets nothing.",
              "Write a key's path, an equals sign and a value, such as budget.macs=8M."));
      return;
    }
    String path = form.group(1);
    SpecTree read = new SpecTree();
    int before = problems.size();
    JsonNode value =
        new YamlReader(read, problems, position -> place)
            .read(form.group(2), path)
            .orElseGet(JSON::nullNode);
    if (problems.size() == before) {
      read.put(path, new Source(place, place, read.textAt(path)));
      put(path, value, place, read);
    }
  }

  private void put(String path, JsonNode value, SpecPlace place, SpecTree read) {
    JsonNode node = tree.root();
    String reached = "";
    Iterator<PathStep> steps = steps(path).iterator();
    while (true) {
      PathStep step = steps.next();
      String inner = step.below(reached);
      if (!step.fits(node)) {
        problems.add(new SpecProblem(place, path, step.misfit(reached, node), step.remedy()));
        return;
      }
      if (!steps.hasNext()) {
        step.set(node, value);
        tree.replace(inner, read);
        return;
      }
      JsonNode next = step.get(node);
      if (next == null || next.isNull()) {
        next = path.startsWith("[", inner.length()) ? JSON.arrayNode() : JSON.objectNode();
        step.set(node, next);
        tree.put(inner, new Source(place, place, ""));
      }
      node = next;
      reached = inner;
    }
  }

  private static List<PathStep> steps(String path) {
    List<PathStep> steps = new ArrayList<>();
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      steps.add(
          step.group(1) == null
              ? new MappingKey(step.group(2))
              : new ListEntry(Integer.parseInt(step.group(1))));
    }
    return steps;
  }

  /** One step down a path. */
  private sealed interface PathStep {
    /** Returns the path that this step leads to. */
    String below(String path);

    boolean fits(JsonNode node);

    /** Says why this step cannot be taken from a node. */
    String misfit(String path, JsonNode node);

    String remedy();

    JsonNode get(JsonNode node);

    void set(JsonNode node, JsonNode value);
  }

  private record MappingKey(String name) implements PathStep {
    @Override
    public String below(String path) {
      return SpecTree.key(path, name);
    }

    @Override
    public boolean fits(JsonNode node) {
      return node.isObject();
    }

    @Override
    public String misfit(String path, JsonNode node) {
      return "%s is not a mapping, so it has no key '%s'."
          .formatted(path.isEmpty() ? "The spec" : path, name);
    }

    @Override
    public String remedy() {
      return "Set the whole value instead.";
    }

    @Override
    public JsonNode get(JsonNode node) {
      return node.get(name);
    }

    @Override
    public void set(JsonNode node, JsonNode value) {
      ((ObjectNode) node).set(name, value);
    }
  }

  private record ListEntry(int index) implements PathStep {
    @Override
    public String below(String path) {
      return SpecTree.entry(path, index);
    }

    @Override
    public boolean fits(JsonNode node) {
      return node.isArray() && index <= node.size();
    }

    @Override
    public String misfit(String path, JsonNode node) {
      return node.isArray()
          ? "%s has %s entries, counted from 0; there is no [%s]."
              .formatted(path, node.size(), index)
          : "%s is not a list, so it has no [%s].".formatted(path, index);
    }

    @Override
    public String remedy() {
      return "Set an entry that exists, or the whole list.";
    }

    @Override
    public JsonNode get(JsonNode node) {
      return node.get(index);
    }

    @Override
    public void set(JsonNode node, JsonNode value) {
      ArrayNode list = (ArrayNode) node;
      if (index == list.size()) {
        list.add(value);
      } else {
        list.set(index, value);
      }
    }
  }
}
