package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.Input;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.MaxPool;
import io.espalier.space.blueprint.PadChannels;
import io.espalier.space.blueprint.Resize;
import io.espalier.space.blueprint.Subsample;
import java.util.Map;

/** Computes layers: what each kind of layer means in DJL's operations. */
final class LayerExecution {

  /** PyTorch's defaults, which the published networks were trained with. */
  private static final float EPSILON = 1e-5f;

  private static final float MOMENTUM = 0.1f;

  private final Map<String, NDArray> tensors;
  private final boolean training;

  LayerExecution(Map<String, NDArray> tensors, boolean training) {
    this.tensors = tensors;
    this.training = training;
  }

  /** Returns the output of a node for the outputs of the nodes it reads. */
  NDArray run(Blueprint.Node node, NDArray images, NDArray[] inputs) {
    return node.layer().match(new Running(node.name(), images, inputs));
  }

  private final class Running implements Layer.Cases<NDArray> {
    private final String name;
    private final NDArray images;
    private final NDArray[] inputs;

    Running(String name, NDArray images, NDArray[] inputs) {
      this.name = name;
      this.images = images;
      this.inputs = inputs;
    }

    private NDArray tensor(String leaf) {
      return tensors.get(name + "." + leaf);
    }

    @Override
    public NDArray input(Input layer) {
      return Bilinear.resize(images, layer.shape().height(), layer.shape().width());
    }

    @Override
    public NDArray conv(Conv layer) {
      int padding = layer.padding().before();
      return Conv2d.conv2d(
              inputs[0],
              tensor("weight"),
              layer.bias() ? tensor("bias") : null,
              new Shape(layer.stride(), layer.stride()),
              new Shape(padding, padding),
              new Shape(1, 1),
              layer.groups())
          .singletonOrThrow();
    }

    @Override
    public NDArray batchNorm(io.espalier.space.blueprint.BatchNorm layer) {
      return BatchNorm.batchNorm(
              inputs[0],
              tensor("running_mean"),
              tensor("running_var"),
              tensor("weight"),
              tensor("bias"),
              1,
              MOMENTUM,
              EPSILON,
              training)
          .singletonOrThrow();
    }

    @Override
    public NDArray activation(io.espalier.space.blueprint.Activation layer) {
      return switch (layer.function()) {
        case RELU -> Activation.relu(inputs[0]);
      };
    }

    @Override
    public NDArray maxPool(MaxPool layer) {
      int padding = layer.padding().before();
      return Pool.maxPool2d(
          inputs[0],
          new Shape(layer.kernel(), layer.kernel()),
          new Shape(layer.stride(), layer.stride()),
          new Shape(padding, padding),
          false);
    }

    @Override
    public NDArray globalAveragePool(GlobalAveragePool layer) {
      return Pool.globalAvgPool2d(inputs[0]);
    }

    @Override
    public NDArray resize(Resize layer) {
      return Bilinear.resize(inputs[0], layer.height(), layer.width());
    }

    @Override
    public NDArray linear(io.espalier.space.blueprint.Linear layer) {
      NDArray flat = inputs[0].reshape(-1, layer.in());
      return Linear.linear(flat, tensor("weight"), layer.bias() ? tensor("bias") : null)
          .singletonOrThrow();
    }

    @Override
    public NDArray add(Add layer) {
      return NDArrays.add(inputs);
    }

    @Override
    public NDArray subsample(Subsample layer) {
      return inputs[0].get(new NDIndex(":, :, ::{}, ::{}", layer.stride(), layer.stride()));
    }

    @Override
    public NDArray padChannels(PadChannels layer) {
      return inputs[0].pad(new Shape(0, 0, 0, 0, layer.before(), layer.after()), 0);
    }
  }
}
