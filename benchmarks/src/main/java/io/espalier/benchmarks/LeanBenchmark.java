package io.espalier.benchmarks;

import com.google.common.base.Ticker;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Runs and trains dense and lean networks on one thread, to set time beside multiply-accumulates.
 * One operation is one batch: 128 images of 32 x 32 for the ResNet-20, 4 of 224 x 224 for the
 * ResNet-34.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class LeanBenchmark {

  private static final int SMALL_IMAGE = 32;

  /** What is made lean. */
  @Param({"resnet-cifar-20-a", "resnet-34"})
  private String preset;

  /** How lean all stages are. */
  @Param({"dense", "groups:16", "groups:4", "depthwise"})
  private String density;

  private TrainingSteps steps;

  /** Builds the network and draws a batch. */
  @Setup(Level.Trial)
  public void build() {
    Family.Preset published = Families.preset(preset);
    Architecture dense = published.architecture();
    Architecture lean =
        dense.withDensities(Collections.nCopies(dense.stages().size(), Lean.parse(density)));
    Blueprint blueprint = Families.draw(lean, published.task());
    int images = lean.resolution() > SMALL_IMAGE ? 4 : TrainingSteps.BATCH;
    steps = new TrainingSteps(TrainingSteps.Layout.NHWC, 1, blueprint, images);
  }

  /** Lets go of native memory. */
  @TearDown(Level.Trial)
  public void close() {
    steps.close();
  }

  /** Takes one step of training. */
  @Benchmark
  public float train() {
    return steps.step();
  }

  /** Runs lean layers as the ledger counts them, in two parts. */
  @Benchmark
  public float inferApart() {
    return steps.infer();
  }

  /** Lets lean layers run as one dense kernel, where that is faster. */
  @State(Scope.Benchmark)
  public static class Merged {

    /** Times every layer both ways. */
    @Setup(Level.Trial)
    public void merge(LeanBenchmark benchmark) {
      benchmark.steps.mergeWhereFaster(Ticker.systemTicker());
    }
  }

  /** Runs every lean layer the way that is faster here. */
  @Benchmark
  public float inferFaster(Merged merged) {
    return steps.infer();
  }
}
