package io.espalier.trainer.dynamic;

import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which learned values belong to the batch norms of which resolution, or to the predictor.
 */
final class BatchNormSets {

  private static final int SHARED = -1;

  private final int resolutions;
  private final int[] owners;

  BatchNormSets(DynamicPlan plan, TensorLayout layout) {
    resolutions = plan.classifiers().size();
    owners = new int[layout.learnedSize()];
    Map<String, Integer> byLayer = owners(plan);
    for (Slot slot : layout.learned()) {
      int owner = byLayer.getOrDefault(slot.node().name(), SHARED);
      Arrays.fill(owners, slot.offset(), slot.offset() + slot.size(), owner);
    }
  }

  private static Map<String, Integer> owners(DynamicPlan plan) {
    Map<String, Integer> owners = new HashMap<>();
    List<Blueprint> classifiers = plan.classifiers();
    for (int r = 0; r < classifiers.size(); r++) {
      for (Blueprint.Node node : classifiers.get(r).nodes()) {
        if (node.layer() instanceof BatchNorm) {
          owners.put(node.name(), r);
        }
      }
    }
    plan.predictorInTraining().nodes().forEach(node -> owners.put(node.name(), classifiers.size()));
    return owners;
  }

  /**
   * Returns how fast each learned value moves. Batch norms that saw no image do not move.
   *
   * @param groups the images that each resolution saw
   * @param predictor the predictor's pace
   */
  float[] paces(Groups groups, float predictor) {
    float[] byOwner = new float[resolutions + 1];
    for (int r = 0; r < resolutions; r++) {
      byOwner[r] = groups.members(r).isEmpty() ? 0 : 1;
    }
    byOwner[resolutions] = predictor;
    float[] paces = new float[owners.length];
    for (int i = 0; i < paces.length; i++) {
      paces[i] = owners[i] == SHARED ? 1 : byOwner[owners[i]];
    }
    return paces;
  }
}
