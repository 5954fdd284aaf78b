package io.espalier.benchmarks;

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
 * Trains a ResNet-20 on batches of 128 images of 32 x 32: forward, backward and a step of SGD with
 * momentum. One operation is one image.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 5, time = 5)
public class TrainingBenchmark {

  /** How a batch is laid out in memory. */
  @Param({"NHWC", "NCHW"})
  private String layout;

  /** Compute threads. */
  @Param({"2", "1"})
  private int threads;

  private TrainingSteps steps;

  /** Builds the network and draws a batch. */
  @Setup(Level.Trial)
  public void build() {
    steps = new TrainingSteps(TrainingSteps.Layout.valueOf(layout), threads);
  }

  /** Lets go of native memory. */
  @TearDown(Level.Trial)
  public void close() {
    steps.close();
  }

  /** Takes one step. */
  @Benchmark
  @OperationsPerInvocation(TrainingSteps.BATCH)
  public float step() {
    return steps.step();
  }
}
