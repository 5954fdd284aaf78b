package io.espalier.trainer.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DamagedWeightsTest {

  /** Whatever is changed in a good file, it is read, or refused in words. */
  @Property(tries = 400)
  void damagedFilesAreReadOrRefused(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 6) int changes) throws IOException {
    Path file = Files.createTempFile("damaged", ".safetensors");
    try {
      Files.write(file, damaged(random, changes));
      long before = Allocated.bytes();
      try {
        SafetensorsFile read = SafetensorsFile.open(file);
        for (SafetensorsFile.Entry entry : read.entries().values()) {
          assertThat((long) read.read(entry).length)
              .isEqualTo(entry.dims().stream().reduce(1L, Math::multiplyExact));
        }
      } catch (WeightsException e) {
        assertThat(e).hasMessageContaining(file.toString());
      }
      assertThat(Allocated.bytes() - before).isLessThan(8 * Allocated.MEBIBYTE);
    } finally {
      Files.delete(file);
    }
  }

  private static byte[] damaged(Random random, int changes) throws IOException {
    byte[] bytes = good();
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(8, bytes.length) : bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) "{}[]\":,-0129aeF_\\ ".charAt(random.nextInt(18));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, bytes.length - random.nextInt(20)));
        default -> System.arraycopy(bytes, at, bytes, at / 2, bytes.length - at);
      }
    }
    return bytes;
  }

  private static byte[] good() throws IOException {
    Path file = Files.createTempFile("good", ".safetensors");
    try {
      new SafetensorsWriter()
          .tensor("conv1.weight", List.of(2, 1, 3, 3), new float[18])
          .tensor("bn1.bias", List.of(2), new float[2])
          .metadata("format", "pt")
          .write(file);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }
}
