package io.espalier.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.ImmutableIntArray;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.Excerpts;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.data.Upload;
import io.espalier.trainer.network.Torch;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** Resizes images of 128 pixels, 64 together, on one thread; one operation is one image. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ResizingBenchmark {

  private static final int IMAGES = 64;
  private static final int BILINEAR = 1;

  /** Height and width that images get. */
  @Param({"32", "64", "96"})
  private int side;

  private final ImageSet images = new DrawnImages(IMAGES, 128, 3);
  private final ImmutableIntArray all = ImmutableIntArray.copyOf(IntStream.range(0, IMAGES));
  private final Excerpts excerpts = new Excerpts();
  private NDManager manager;
  private Batches batches;
  private Batch batch;

  /** Draws a batch. */
  @Setup(Level.Trial)
  public void draw() {
    manager = Torch.start(1, Optional.of("cpu")).newManager();
    List<Double> halves = Collections.nCopies(3, 0.5);
    batches = Batches.inOrder(images, new Normalisation(halves, halves), IMAGES);
    batch = batches.next();
  }

  /** Lets go of native memory. */
  @TearDown(Level.Trial)
  public void close() {
    batches.close();
    manager.close();
  }

  /** As networks that choose a resolution do it. */
  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public long ours() {
    try (NDManager scratch = manager.newSubManager()) {
      return excerpts.of(batch, images, all, side, scratch).size();
    }
  }

  /** As PyTorch does it. */
  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public long byPyTorch() {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray input = Upload.images(batch, images, scratch);
      return input
          .getNDArrayInternal()
          .interpolation(new long[] {side, side}, BILINEAR, false)
          .size();
    }
  }
}
