package io.espalier.trainer.network;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.ChannelShuffle;
import io.espalier.space.blueprint.Concat;
import io.espalier.space.blueprint.Confidence;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Dropout;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.Input;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.blueprint.MaxPool;
import io.espalier.space.blueprint.Multiply;
import io.espalier.space.blueprint.PadChannels;
import io.espalier.space.blueprint.Padding;
import io.espalier.space.blueprint.Resize;
import io.espalier.space.blueprint.Slice;
import io.espalier.space.blueprint.StochasticDepth;
import io.espalier.space.blueprint.Subsample;
import java.util.Map;

/** Computes layers: what each kind of layer means in DJL's operations. */
final class LayerExecution {

  /** Leaf of a dense kernel that does what a lean convolution does. */
  static final String MERGED = "merged";

  /** Leaf of what is added to the outputs of a convolution, one number for each. */
  static final String BIAS = "bias";

  private final Map<String, NDArray> tensors;
  private final Pass pass;

  LayerExecution(Map<String, NDArray> tensors, Pass pass) {
    this.tensors = tensors;
    this.pass = pass;
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
      return Interpolation.resize(images, layer.shape().height(), layer.shape().width());
    }

    @Override
    public NDArray conv(Conv layer) {
      boolean symmetric = layer.padding().symmetric();
      int padding = symmetric ? layer.padding().before() : 0;
      return Convolution.square(layer.stride(), padding, layer.groups())
          .of(
              symmetric ? inputs[0] : padded(inputs[0], layer.padding()),
              tensor("weight"),
              layer.bias() ? tensor(BIAS) : null);
    }

    @Override
    public NDArray leanConv(LeanConv layer) {
      NDArray kernel = pass.training() ? null : tensor(MERGED);
      return kernel == null
          ? LeanExecution.apart(layer, inputs[0], this::tensor)
          : LeanExecution.merged(layer, inputs[0], kernel, tensor(BIAS));
    }

    private NDArray padded(NDArray input, Padding padding) {
      int before = padding.before();
      int after = padding.after();
      return input.pad(new Shape(before, after, before, after), 0);
    }

    @Override
    public NDArray batchNorm(io.espalier.space.blueprint.BatchNorm layer) {
      // DJL's momentum is the share of the old statistics, PyTorch's and ours that of the batch.
      float kept = (float) (1 - pass.momentum());
      return BatchNorm.batchNorm(
              inputs[0],
              tensor("running_mean"),
              tensor("running_var"),
              tensor("weight"),
              tensor(BIAS),
              1,
              kept,
              (float) layer.epsilon(),
              pass.training())
          .singletonOrThrow();
    }

    @Override
    public NDArray activation(io.espalier.space.blueprint.Activation layer) {
      return switch (layer.function()) {
        case RELU -> Activation.relu(inputs[0]);
        case RELU6 -> inputs[0].clip(0, 6);
        case SIGMOID -> Activation.sigmoid(inputs[0]);
        case SILU -> Activation.sigmoid(inputs[0]).mul(inputs[0]);
        case HARD_SIGMOID -> hardSigmoid(inputs[0]);
        case HARD_SWISH -> hardSigmoid(inputs[0]).mul(inputs[0]);
      };
    }

    private NDArray hardSigmoid(NDArray input) {
      return Scaled.by(1 / 6.0, input.add(3).clip(0, 6));
    }

    @Override
    public NDArray maxPool(MaxPool layer) {
      checkArgument(layer.padding().symmetric(), "%s cannot pad unevenly: %s.", name, layer);
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
      return Pool.globalAvgPool2d(inputs[0]).reshape(-1, inputs[0].getShape().get(1), 1, 1);
    }

    @Override
    public NDArray resize(Resize layer) {
      return Interpolation.resize(inputs[0], layer);
    }

    @Override
    public NDArray linear(io.espalier.space.blueprint.Linear layer) {
      NDArray flat = inputs[0].reshape(-1, layer.in());
      return Linear.linear(flat, tensor("weight"), layer.bias() ? tensor(BIAS) : null)
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

    @Override
    public NDArray multiply(Multiply layer) {
      return inputs[0].mul(inputs[1]);
    }

    @Override
    public NDArray concat(Concat layer) {
      return NDArrays.concat(new NDList(inputs), 1);
    }

    @Override
    public NDArray slice(Slice layer) {
      return inputs[0].get(new NDIndex(":, {}:{}", layer.from(), layer.to()));
    }

    @Override
    public NDArray confidence(Confidence layer) {
      return inputs[0].softmax(1).square().sum(new int[] {1}, true);
    }

    @Override
    public NDArray channelShuffle(ChannelShuffle layer) {
      Shape shape = inputs[0].getShape();
      long each = shape.get(1) / layer.groups();
      return inputs[0]
          .reshape(shape.get(0), layer.groups(), each, shape.get(2), shape.get(3))
          .swapAxes(1, 2)
          .reshape(shape);
    }

    @Override
    public NDArray dropout(Dropout layer) {
      return masked(layer.rate(), inputs[0].getShape());
    }

    @Override
    public NDArray stochasticDepth(StochasticDepth layer) {
      return masked(layer.rate(), new Shape(inputs[0].getShape().get(0), 1, 1, 1));
    }

    private NDArray masked(double rate, Shape mask) {
      return pass.dropping() && rate > 0
          ? inputs[0].mul(inputs[0].getManager().create(pass.mask(rate, mask.size()), mask))
          : inputs[0];
    }
  }
}
