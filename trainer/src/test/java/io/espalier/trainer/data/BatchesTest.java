package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.google.common.primitives.ImmutableIntArray;
import io.espalier.space.spec.Augmentation;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchesTest {

  private static final Set<Augmentation> ALL = EnumSet.allOf(Augmentation.class);
  private static final Normalisation IDENTITY = new Normalisation(List.of(0.0), List.of(1 / 255.0));
  private static final Draw DRAW = new Draw(7, 3, 1);

  @Test
  void anEpochCanBeginAtAnyBatch() {
    ImageSet images = images(103, 8, 1);
    List<float[]> whole = pixels(Batches.training(images, IDENTITY, 10, ALL, DRAW, 0));
    assertThat(whole).hasSize(10);
    for (int first = 0; first <= 10; first++) {
      List<float[]> rest = pixels(Batches.training(images, IDENTITY, 10, ALL, DRAW, first));
      assertThat(rest).containsExactlyElementsOf(whole.subList(first, 10));
    }
  }

  @Test
  void seedTrialAndEpochAllMatter() {
    ImageSet images = images(40, 8, 1);
    List<float[]> first =
        List.of(new Draw(7, 3, 1), new Draw(8, 3, 1), new Draw(7, 4, 1), new Draw(7, 3, 2)).stream()
            .map(draw -> pixels(Batches.training(images, IDENTITY, 40, Set.of(), draw, 0)).get(0))
            .toList();
    for (int i = 1; i < first.size(); i++) {
      assertThat(first.get(i)).isNotEqualTo(first.get(0));
    }
  }

  @Test
  void trainingTakesEveryImageOnceButForTheRest() {
    ImageSet images = images(25, 1, 1);
    List<Integer> labels = labels(Batches.training(images, IDENTITY, 6, Set.of(), DRAW, 0));
    assertThat(labels).hasSize(24).doesNotHaveDuplicates();
    assertThat(labels).isNotEqualTo(labels.stream().sorted().toList());
  }

  @ParameterizedTest(name = "{0} images: {1} and {2} batches")
  @CsvSource({"1,1,1", "9,1,1", "10,1,1", "11,1,2", "20,2,2", "29,2,3"})
  void onlyEvaluationHasASmallerLastBatch(int size, int training, int evaluation) {
    ImageSet images = images(size, 2, 3);
    Normalisation rgb = new Normalisation(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
    try (Batches batches = Batches.training(images, rgb, 10, ALL, DRAW, 0)) {
      assertThat(batches.count()).isEqualTo(training);
    }
    assertThat(labels(Batches.inOrder(images, rgb, 10)))
        .isEqualTo(IntStream.range(0, size).boxed().toList());
    List<float[]> pixels = pixels(Batches.inOrder(images, rgb, 10));
    assertThat(pixels).hasSize(evaluation);
    assertThat(pixels.get(evaluation - 1)).hasSize((size - 10 * (evaluation - 1)) * 12);
  }

  @Test
  void normalisedPixelsAreInterleaved() {
    ImageSet images =
        new StoredImages(
            new Frame(3, 1, false), ImmutableIntArray.of(0), List.of(new byte[] {51, 102, -1}));
    Normalisation rgb = new Normalisation(List.of(0.2, 0.2, 0.5), List.of(1.0, 0.1, 0.25));
    float[] pixels = pixels(Batches.inOrder(images, rgb, 1)).get(0);
    assertThat(pixels).usingComparatorWithPrecision(1e-6f).containsExactly(0f, 2f, 2f);
  }

  /** Pixels count from 1, so that the border (0) cannot be mistaken for them. */
  @Test
  void anAugmentedImageIsAWindowOnTheImageWithABorderOrItsMirror() {
    int side = 16;
    byte[] numbered = new byte[side * side];
    for (int i = 0; i < numbered.length; i++) {
      numbered[i] = (byte) (1 + i % 255);
    }
    ImageSet images =
        new StoredImages(new Frame(1, side, false), ImmutableIntArray.of(0), List.of(numbered));
    Set<List<Integer>> seen = new HashSet<>();
    for (int epoch = 0; epoch < 400; epoch++) {
      Draw draw = new Draw(1, 0, epoch);
      float[] pixels = pixels(Batches.training(images, IDENTITY, 1, ALL, draw, 0)).get(0);
      seen.add(window(numbered, pixels, side));
    }
    assertThat(seen).as("shifts of 5 x 5, and mirrored or not").hasSize(50);
  }

  private static List<Integer> window(byte[] image, float[] pixels, int side) {
    for (int down = -2; down <= 2; down++) {
      for (int right = -2; right <= 2; right++) {
        for (int flip = 0; flip <= 1; flip++) {
          if (Arrays.equals(shifted(image, side, down, right, flip == 1), rounded(pixels))) {
            return List.of(down, right, flip);
          }
        }
      }
    }
    throw new AssertionError("not a window on the image: " + Arrays.toString(pixels));
  }

  private static int[] shifted(byte[] image, int side, int down, int right, boolean flip) {
    return IntStream.range(0, side * side)
        .map(
            i -> {
              int y = i / side + down;
              int x = (flip ? side - 1 - i % side : i % side) + right;
              boolean inside = y >= 0 && y < side && x >= 0 && x < side;
              return inside ? image[y * side + x] & 0xFF : 0;
            })
        .toArray();
  }

  private static int[] rounded(float[] pixels) {
    return IntStream.range(0, pixels.length).map(i -> Math.round(pixels[i])).toArray();
  }

  @Test
  void aFailureReachesWhoeverTakesTheBatch() {
    DataException gone =
        new DataException(List.of(new DataException.Problem("data.train", "gone")));
    ImageSet images =
        new ImageSet() {
          @Override
          public int size() {
            return 4;
          }

          @Override
          public int label(int index) {
            return 0;
          }

          @Override
          public int channels() {
            return 1;
          }

          @Override
          public int side() {
            return 2;
          }

          @Override
          public void read(int[] indices, byte[] target) {
            throw gone;
          }
        };
    try (Batches batches = Batches.inOrder(images, IDENTITY, 2)) {
      assertThatThrownBy(batches::next).isSameAs(gone);
    }
  }

  @Test
  void leavingEarlyEndsTheThread() {
    Batches batches = Batches.training(images(500, 4, 1), IDENTITY, 2, ALL, DRAW, 0);
    batches.next();
    batches.close();
    assertThat(batches.hasNext()).isFalse();
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
  }

  /** What DJL would copy for every batch stays until garbage is collected, which may be long. */
  @Test
  void uploadsTakeNoMemoryOutsideOfTheHeapButThatOfTheBatches() {
    ImageSet images = images(200, 64, 1);
    long batch = 4L * 64 * 64 * Float.BYTES;
    try (NDManager manager = NDManager.newBaseManager();
        Batches batches = Batches.inOrder(images, IDENTITY, 4)) {
      long before = outsideOfTheHeap();
      while (batches.hasNext()) {
        try (NDManager scratch = manager.newSubManager()) {
          Batch next = batches.next();
          float[] uploaded = Upload.images(next, scratch).transpose(0, 2, 3, 1).toFloatArray();
          assertThat(uploaded).isEqualTo(next.pixels());
        }
      }
      assertThat(outsideOfTheHeap() - before).isLessThan(10 * batch);
    }
  }

  private static long outsideOfTheHeap() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** Noise, with the index as label. */
  private static ImageSet images(int size, int side, int channels) {
    return new StoredImages(
        new Frame(channels, side, false),
        ImmutableIntArray.copyOf(IntStream.range(0, size)),
        IntStream.range(0, size).mapToObj(i -> Samples.bytes(side * side * channels, i)).toList());
  }

  private static List<float[]> pixels(Batches batches) {
    List<float[]> all = new ArrayList<>();
    try (batches) {
      while (batches.hasNext()) {
        all.add(batches.next().pixels().clone());
      }
    }
    return all;
  }

  private static List<Integer> labels(Batches batches) {
    List<Integer> all = new ArrayList<>();
    try (batches) {
      while (batches.hasNext()) {
        Arrays.stream(batches.next().labels()).forEach(all::add);
      }
    }
    return all;
  }
}
