package io.espalier.trainer.inherit;

import com.google.common.collect.Sets;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The blocks of a grown network that its parent does not have.
 *
 * <p>A new block with a sum in it starts with a branch that adds zero; one without starts as the
 * identity.
 */
final class NewBlocks {

  private final Set<String> added;
  private final Set<String> summing;

  NewBlocks(Blueprint child, Blueprint parent) {
    this.added =
        Sets.difference(
            child.nodes().stream().map(NewBlocks::block).collect(Collectors.toSet()),
            parent.nodes().stream().map(NewBlocks::block).collect(Collectors.toSet()));
    this.summing =
        child.nodes().stream()
            .filter(node -> node.layer() instanceof Add)
            .map(NewBlocks::block)
            .collect(Collectors.toSet());
  }

  private static String block(Node node) {
    return node.part() + "/" + node.block();
  }

  /** Tells whether a layer of the child is part of a new branch that is added to a shortcut. */
  boolean startsAtZero(Node node) {
    return added.contains(block(node)) && summing.contains(block(node));
  }

  /** Tells whether a layer of the child is part of a new block without shortcut. */
  boolean startsAsIdentity(Node node) {
    // What stands before a stage's first block, a resize, is part of none.
    return node.block() >= 0 && added.contains(block(node)) && !summing.contains(block(node));
  }
}
