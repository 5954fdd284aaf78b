package io.espalier.benchmarks;

import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Counts architectures of a search, drawn at random: one operation is one architecture. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CountingBenchmark {

  private static final int ARCHITECTURES = 1024;

  /** Families and depths; {@code resnet} has the sixteen convolutions of a ResNet-18. */
  @Param({"resnet-cifar", "resnet", "resnet-bottleneck"})
  private String network;

  private List<Architecture> architectures;
  private int next;

  /** Draws the architectures. */
  @Setup
  public void draw() {
    SplittableRandom random = new SplittableRandom(1);
    architectures = IntStream.range(0, ARCHITECTURES).mapToObj(i -> architecture(random)).toList();
  }

  private Architecture architecture(SplittableRandom random) {
    return switch (network) {
      case "resnet-cifar" ->
          Architecture.of(
              "resnet-cifar",
              random.nextInt(28, 37),
              IntStream.range(0, 3)
                  .mapToObj(i -> Stage.of(random.nextInt(1, 7), random.nextInt(8, 129)))
                  .toList());
      case "resnet" -> resnet(random, 2, 2, 2, 2);
      case "resnet-bottleneck" -> resnet(random, 3, 4, 6, 3).withOption("block", "bottleneck");
      default -> throw new IllegalArgumentException(network);
    };
  }

  private static Architecture resnet(SplittableRandom random, int... depths) {
    return Architecture.of(
        "resnet",
        random.nextInt(112, 289),
        IntStream.of(depths).mapToObj(depth -> Stage.of(depth, random.nextInt(16, 513))).toList());
  }

  /** Draws a blueprint and sums its multiply-accumulates. */
  @Benchmark
  public long macs() {
    next = (next + 1) % ARCHITECTURES;
    return MacLedger.macs(Families.draw(architectures.get(next), Task.IMAGENET));
  }
}
