package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.ImmutableIntArray;
import io.espalier.trainer.SampleImages;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcerptsTest {

  private static final int SIDE = 24;
  private static final int IMAGES = 5;

  private final NDManager manager = NDManager.newBaseManager();
  private final Excerpts excerpts = new Excerpts();

  @AfterEach
  void close() {
    manager.close();
  }

  private static Batches batches(ImageSet images) {
    List<Double> ones = IntStream.range(0, images.channels()).mapToObj(c -> 1.0).toList();
    return Batches.inOrder(images, new Normalisation(ones, ones), IMAGES);
  }

  /** PyTorch's own antialiased resizing is the reference, in which networks have learned. */
  @ParameterizedTest
  @CsvSource({"3, 18", "3, 12", "3, 7", "3, 24", "3, 31", "1, 18", "1, 6"})
  void imagesAreResizedAsPyTorchDoes(int channels, int side) {
    ImageSet images = new SampleImages(IMAGES, SIDE, channels);
    ImmutableIntArray members = ImmutableIntArray.of(3, 0, 4);
    try (Batches batches = batches(images)) {
      Batch batch = batches.next();
      NDArray some = Upload.images(batch, manager).get(manager.create(new long[] {3, 0, 4}));
      float[] expected =
          some.getNDArrayInternal().interpolation(new long[] {side, side}, 1, false).toFloatArray();
      NDArray actual = excerpts.of(batch, members, side, manager);
      assertThat(actual.getShape()).isEqualTo(new Shape(3, channels, side, side));
      assertThat(actual.toFloatArray())
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(expected);
    }
  }

  @Test
  void memoryIsUsedAgainForMoreAndForFewerPixels() {
    ImageSet images = new SampleImages(IMAGES, SIDE, 3);
    try (Batches batches = batches(images)) {
      Batch batch = batches.next();
      float[] before = one(batch, 2, 6);
      one(batch, 1, 18);
      assertThat(one(batch, 2, 6)).isEqualTo(before);
      assertThat(one(batch, 1, 6)).isNotEqualTo(before);
    }
  }

  private float[] one(Batch batch, int member, int side) {
    return excerpts.of(batch, ImmutableIntArray.of(member), side, manager).toFloatArray();
  }
}
