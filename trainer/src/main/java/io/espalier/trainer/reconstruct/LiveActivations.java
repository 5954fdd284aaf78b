package io.espalier.trainer.reconstruct;

import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Shape;

/** The memory of a network that runs layer by layer and keeps only what later layers read. */
final class LiveActivations {

  private LiveActivations() {}

  /** Returns the largest number of bytes that one image takes at a time. */
  static long bytes(Blueprint blueprint) {
    int[] lastReader = new int[blueprint.nodes().size()];
    blueprint.nodes().forEach(node -> node.inputs().forEach(i -> lastReader[i] = node.index()));
    long live = 0;
    long most = 0;
    for (Node node : blueprint.nodes()) {
      live += bytes(node.shape());
      most = Math.max(most, live);
      for (int i : node.inputs().stream().distinct().toList()) {
        live -= lastReader[i] == node.index() ? bytes(blueprint.nodes().get(i).shape()) : 0;
      }
    }
    // The images themselves stay to the end.
    return most + bytes(blueprint.inputShape());
  }

  private static long bytes(Shape shape) {
    return (long) Float.BYTES * shape.channels() * shape.height() * shape.width();
  }
}
