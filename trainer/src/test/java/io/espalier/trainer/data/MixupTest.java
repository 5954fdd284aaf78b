package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import io.espalier.space.spec.Augmentation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixupTest {

  private static final int SIDE = 3;
  private static final Normalisation IDENTITY = new Normalisation(List.of(0.0), List.of(1 / 255.0));

  /** Every image has one colour, which its class tells; so classes tell the colours of a mix. */
  @ParameterizedTest(name = "{0} images in batches of {1}")
  @CsvSource({"12, 4", "15, 5", "1, 1"})
  void imagesAndClassesAreMixedInEqualParts(int size, int batch) {
    ImageSet images =
        new StoredImages(
            new Frame(1, SIDE, false),
            ImmutableIntArray.copyOf(IntStream.range(0, size)),
            IntStream.range(0, size).mapToObj(MixupTest::plane).toList());
    Set<Float> colours = new HashSet<>();
    Draw draw = new Draw(7, 3, 1);
    try (Batches batches =
        Batches.training(images, IDENTITY, batch, Set.of(Augmentation.MIXUP), draw, 0)) {
      while (batches.hasNext()) {
        Batch next = batches.next();
        float[] targets = next.targets(size, 0);
        for (int i = 0; i < next.images(); i++) {
          float[] classes = Arrays.copyOfRange(targets, i * size, (i + 1) * size);
          float[] pixels =
              Arrays.copyOfRange(next.pixels(), i * SIDE * SIDE, (i + 1) * SIDE * SIDE);
          assertThat(sum(classes)).isCloseTo(1, within(1e-6));
          assertThat(pixels).usingComparatorWithPrecision(1e-3f).containsOnly(colour(classes));
          colours.add(pixels[0]);
        }
      }
    }
    assertThat(colours).hasSize(size);
  }

  private static byte[] plane(int label) {
    byte[] bytes = new byte[SIDE * SIDE];
    Arrays.fill(bytes, (byte) (10 * label));
    return bytes;
  }

  private static float colour(float[] classes) {
    float colour = 0;
    for (int c = 0; c < classes.length; c++) {
      colour += classes[c] * 10 * c;
    }
    return colour;
  }

  private static double sum(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
  }
}
