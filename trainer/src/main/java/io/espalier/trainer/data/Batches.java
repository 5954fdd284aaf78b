package io.espalier.trainer.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import io.espalier.space.spec.Augmentation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * One pass over a set of images, in batches that a separate thread assembles in advance.
 *
 * <p>It is used from one thread. The caller that opened it closes it, also after an error; the set
 * of images stays open.
 */
public final class Batches implements Iterator<Batch>, AutoCloseable {

  private static final int AHEAD = 2;

  private final BatchAssembler assembler;
  private final List<BatchBuffer> buffers =
      Stream.generate(BatchBuffer::new).limit(AHEAD + 1).toList();
  private final Queue<Future<Batch>> ahead = new ArrayDeque<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          new ThreadFactoryBuilder().setNameFormat("batches").setDaemon(true).build());
  private int submitted;

  private Batches(BatchAssembler assembler, int first) {
    checkArgument(
        first >= 0 && first <= assembler.count(),
        "The first batch (%s) must be one of the %s batches of the pass.",
        first,
        assembler.count());
    this.assembler = assembler;
    this.submitted = first;
    for (int i = 0; i < AHEAD; i++) {
      submit();
    }
  }

  /**
   * Starts an epoch of training: images in random order, augmented; images that do not fill a last
   * batch are dropped, unless there is no other batch.
   *
   * @param batch images in each
   * @param draw what order and augmentation depend on
   * @param first number of the batch to start with: 0, or more to go on where an epoch was left
   */
  public static Batches training(
      ImageSet images,
      Normalisation normalisation,
      int batch,
      Set<Augmentation> augmentations,
      Draw draw,
      int first) {
    return new Batches(
        BatchAssembler.training(images, normalisation, batch, augmentations, draw), first);
  }

  /** Starts a pass over all images in their order, as they are; the last batch may be smaller. */
  public static Batches inOrder(ImageSet images, Normalisation normalisation, int batch) {
    return new Batches(BatchAssembler.inOrder(images, normalisation, batch), 0);
  }

  /** Returns the number of batches in the whole pass. */
  public int count() {
    return assembler.count();
  }

  @Override
  public boolean hasNext() {
    return !ahead.isEmpty();
  }

  /**
   * Returns the next batch, whose arrays are valid until this is called again.
   *
   * @throws NoSuchElementException if there are no more
   * @throws DataException if an image cannot be read any more
   */
  @Override
  public Batch next() {
    Future<Batch> head = ahead.poll();
    if (head == null) {
      throw new NoSuchElementException("All %s batches were taken.".formatted(count()));
    }
    submit();
    try {
      return Uninterruptibles.getUninterruptibly(head);
    } catch (ExecutionException e) {
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Orders the next batch, into the arrays of the one that the caller is done with. */
  private void submit() {
    if (submitted < count()) {
      int number = submitted++;
      BatchBuffer buffer = buffers.get(number % buffers.size());
      ahead.add(thread.submit(() -> assembler.assemble(number, buffer)));
    }
  }

  /** Stops assembling. The thread is not interrupted: that would close files of the images. */
  @Override
  public void close() {
    ahead.forEach(future -> future.cancel(false));
    ahead.clear();
    MoreExecutors.shutdownAndAwaitTermination(thread, Duration.ofMinutes(2));
  }
}
