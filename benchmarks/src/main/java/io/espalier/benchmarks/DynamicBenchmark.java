package io.espalier.benchmarks;

import ai.djl.ndarray.NDManager;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.dynamic.DynamicClassifier;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Classifies images of 128 pixels on one thread: 64 together, all at full resolution, or a third
 * each at 128, 96 and 64 pixels behind a predictor; or one by itself. One operation is one image.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DynamicBenchmark {

  private static final int IMAGES = 64;
  private static final int SIDE = 128;
  private static final List<Double> SCALES = List.of(1.0, 0.75, 0.5);

  /** Channels of the first of four stages; 16 is the network of docs/dynamic-resolution.md. */
  @Param({"16", "24", "32"})
  private int width;

  private final ImageSet images = new DrawnImages(IMAGES, SIDE, 3);
  private final int[] finest = new int[IMAGES];
  private final int[] thirds = new int[IMAGES];
  private NDManager manager;
  private Network network;
  private Batches batches;
  private Batch batch;
  private Batches singles;
  private Batch single;
  private DynamicClassifier classifier;

  /** Builds the network and draws a batch. */
  @Setup(Level.Trial)
  public void build() {
    manager = Torch.start(1, Optional.of("cpu")).newManager();
    Architecture architecture =
        Architecture.of(
            "resnet",
            SIDE,
            List.of(
                Stage.of(1, width),
                Stage.of(1, 2 * width),
                Stage.of(1, 4 * width),
                Stage.of(1, 8 * width)));
    DynamicPlan plan =
        DynamicPlan.of(
            architecture,
            new Task(3, 10),
            DynamicResolution.of(DynamicResolution.When.FINAL, SCALES, 0.6));
    Weights drawn = Weights.initial(TensorLayout.of(plan.ways()), new SplittableRandom(1));
    network = new Network(plan.ways(), drawn, manager);
    classifier = new DynamicClassifier(network, SCALES.size());
    List<Double> halves = Collections.nCopies(3, 0.5);
    Normalisation normalisation = new Normalisation(halves, halves);
    batches = Batches.inOrder(images, normalisation, IMAGES);
    batch = batches.next();
    singles = Batches.inOrder(images, normalisation, 1);
    single = singles.next();
    Arrays.setAll(thirds, i -> i % SCALES.size());
  }

  /** Lets go of native memory. */
  @TearDown(Level.Trial)
  public void close() {
    batches.close();
    singles.close();
    network.close();
    manager.close();
  }

  /** All images at full resolution. */
  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public float[] fixed() {
    return classify(batch, finest);
  }

  /** One image by itself, at full resolution. */
  @Benchmark
  public float[] alone() {
    return classify(single, new int[1]);
  }

  /** The predictor looks at all images, and a third of them goes to each resolution. */
  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public float[] dynamic() {
    try (NDManager scratch = manager.newSubManager()) {
      classifier.choose(batch, images, scratch);
    }
    return classify(batch, thirds);
  }

  private float[] classify(Batch some, int[] chosen) {
    try (NDManager scratch = manager.newSubManager()) {
      return classifier.classify(some, images, chosen, scratch);
    }
  }
}
