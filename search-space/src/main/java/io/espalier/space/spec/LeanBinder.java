package io.espalier.space.spec;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.space.Lean;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes densities of the keys {@code lean}: words, or mappings such as {@code {groups: 4}}. */
final class LeanBinder {

  private final SpecProblems findings;

  LeanBinder(SpecProblems findings) {
    this.findings = findings;
  }

  /** Returns the density at a key. */
  Optional<Lean> density(Section section) {
    JsonNode value = section.values().path("lean");
    return value.isMissingNode()
        ? Optional.empty()
        : density(section.tree(), section.at("lean"), value);
  }

  /** Returns the densities in the list at a key; none if there is none. */
  List<Lean> densities(Section section) {
    JsonNode list = section.values().path("lean");
    return IntStream.range(0, list.size())
        .boxed()
        .flatMap(i -> entry(section, i, list.get(i)))
        .toList();
  }

  private Stream<Lean> entry(Section section, int index, JsonNode value) {
    return density(section.tree(), SpecTree.entry(section.at("lean"), index), value).stream();
  }

  private Optional<Lean> density(SpecTree tree, String path, JsonNode value) {
    if (value.isTextual()) {
      return findings.attempt(path, () -> Lean.parse(tree.textAt(path)));
    }
    Section parts = new Section(tree, path, value);
    String coupling = parts.text("groups").map(size -> "groups:" + size).orElse("depthwise");
    String stencil =
        parts.text("stencil").or(() -> parts.text("depthwise")).map(s -> ":" + s).orElse("");
    return findings.attempt(path, () -> Lean.parse(coupling + stencil));
  }
}
