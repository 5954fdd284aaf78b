package io.espalier.trainer.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {

  @TempDir Path folder;

  /** Writes a file of a header and values as they are. */
  private Path file(String header, byte... values) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("test.safetensors");
    Files.write(
        file,
        ByteBuffer.allocate(8 + json.length + values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .put(values)
            .array());
    return file;
  }

  private static String tensor(String type, String shape, int begin, int end) {
    return "{'dtype':'%s','shape':%s,'data_offsets':[%d,%d]}".formatted(type, shape, begin, end);
  }

  private void assertRefused(Path file, String... parts) {
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(parts);
  }

  @Test
  void whatIsWrittenIsReadBackBitForBit() throws IOException {
    float[] values = {
      0f, -0f, 1.5f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN, 1e-39f
    };
    Path file = folder.resolve("written.safetensors");
    new SafetensorsWriter()
        .tensor("matrix", List.of(2, 4), values)
        .tensor("single", List.of(), new float[] {7})
        .tensor("none", List.of(0, 3), new float[0])
        .metadata("format", "pt")
        .metadata("ünïcode \"quoted\"", "ja\nnein")
        .write(file);
    SafetensorsFile read = SafetensorsFile.open(file);
    assertThat(read.entries().keySet()).containsExactly("matrix", "single", "none");
    assertThat(read.metadata()).isEqualTo(Map.of("format", "pt", "ünïcode \"quoted\"", "ja\nnein"));
    assertThat(bits(read.read(read.entries().get("matrix")))).isEqualTo(bits(values));
    assertThat(read.entries().get("matrix").dims()).containsExactly(2L, 4L);
    assertThat(read.read(read.entries().get("single"))).containsExactly(7);
    assertThat(read.read(read.entries().get("none"))).isEmpty();
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  /** Bytes as they stand in a file, lowest first, from the definitions of the formats. */
  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource({
    "F16, 003C, 1",
    "F16, 00C0, -2",
    "F16, FF7B, 65504",
    "F16, 0100, 5.9604645E-8",
    "F16, FF03, 6.097555E-5",
    "F16, 0004, 6.1035156E-5",
    "F16, 0080, -0.0",
    "F16, 007C, Infinity",
    "F16, 00FC, -Infinity",
    "F16, 017E, NaN",
    "F16, 5535, 0.33325195",
    "BF16, 803F, 1",
    "BF16, 00C0, -2",
    "BF16, 4940, 3.140625",
    "BF16, 80FF, -Infinity",
    "BF16, C07F, NaN",
    "BF16, 0100, 9.1835E-41",
    "F32, 0000C03F, 1.5",
    "F32, DB0F49C0, -3.1415927",
    "F64, 000000000000F83F, 1.5",
    "F64, 182D4454FB210940, 3.1415927",
    "F64, 9C7500883CE437FE, -Infinity",
    "I64, FFFFFFFFFFFFFFFF, -1",
    "I64, 0001000000000000, 256",
    "I64, 39300000000000C0, -4611686018427387904"
  })
  void everyElementTypeBecomesSinglePrecision(String type, String hex, Float expected)
      throws IOException {
    byte[] bytes = HexFormat.of().parseHex(hex);
    SafetensorsFile read =
        SafetensorsFile.open(file("{'t':" + tensor(type, "[1]", 0, bytes.length) + "}", bytes));
    assertThat(read.read(read.entries().get("t"))[0]).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(longs = {-1, 0, 1, 3, 100_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
  void aHeaderThatCannotBeIsRefusedWithoutAllocatingIt(long length) throws IOException {
    Path file = folder.resolve("long.safetensors");
    Files.write(
        file, ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    assertRefused(file, "its header");
    long before = Allocated.bytes();
    assertRefused(file, "claims " + Long.toUnsignedString(length) + " bytes", "in a file of 10");
    assertThat(Allocated.bytes() - before).isLessThan(Allocated.MEBIBYTE);
  }

  @Test
  void aHeaderOverTheLimitIsRefusedEvenWhereTheFileHasIt() throws IOException {
    Path file = folder.resolve("sparse.safetensors");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(100_000_001).array());
      sparse.setLength(100_000_100);
    }
    long before = Allocated.bytes();
    assertRefused(file, "claims 100000001 bytes");
    assertThat(Allocated.bytes() - before).isLessThan(Allocated.MEBIBYTE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "77", "'text'", "null", "{ ", "{'a':1,}", "{} {}", "no json", "  "})
  void aHeaderThatIsNoJsonObjectIsRefused(String header) throws IOException {
    assertRefused(file(header), "its header is not ", "JSON");
  }

  @Test
  void aHeaderThatIsNestedDeeplyIsRefused() throws IOException {
    assertRefused(file("{'a':" + "[".repeat(200_000)), "its header is not JSON");
  }

  @Test
  void aNameThatIsGivenTwiceIsRefused() throws IOException {
    String twice = tensor("F32", "[1]", 0, 4);
    assertRefused(file("{'a':%s,'a':%s}".formatted(twice, twice), new byte[4]), "'a'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'text'", "[]", "7", "null", "{'a':1}", "{'a':{}}"})
  void metadataThatIsNoObjectOfTextsIsRefused(String metadata) throws IOException {
    assertRefused(file("{'__metadata__':" + metadata + "}"), "__metadata__", "object of texts");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'dtype':'F8_E4M3','shape':[4],'data_offsets':[0,4]} | has the type 'F8_E4M3'; expected",
        "{'dtype':'F32','shape':[2],'data_offsets':[0,4]} | needs 8 bytes, but its offsets are 0 to 4",
        "{'dtype':'F32','shape':[1],'data_offsets':[4,0]} | needs 4 bytes, but its offsets are 4 to 0",
        "{'dtype':'F32','shape':[1],'data_offsets':[4,8]} | stands at bytes 4 to 8; expected it from 0",
        "{'dtype':'F32','shape':[2],'data_offsets':[0,8]} | stands at bytes 0 to 8; expected it from 0 on, within 4",
        "{'dtype':'F32','shape':[1],'data_offsets':[-4,0]} | is described as",
        "{'dtype':'F32','shape':[-1],'data_offsets':[0,4]} | is described as",
        "{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]} | is described as",
        "{'dtype':'F32','shape':1,'data_offsets':[0,4]} | is described as",
        "{'dtype':'F32','shape':[1],'data_offsets':[0,4,8]} | is described as",
        "{'dtype':'F32','shape':[1],'data_offsets':[0,99999999999999999999]} | is described as",
        "{'dtype':4,'shape':[1],'data_offsets':[0,4]} | is described as",
        "{'shape':[1],'data_offsets':[0,4]} | is described as",
        "7 | is described as",
        "{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]} | larger than any file",
        "{'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,4]} | larger than any file",
      })
  void aTensorThatCannotBeIsNamed(String description, String message) throws IOException {
    assertRefused(file("{'the.tensor':" + description + "}", new byte[4]), "the.tensor", message);
  }

  @Test
  void overlappingTensorsAndGapsAreRefused() throws IOException {
    String first = "{'a':" + tensor("F32", "[2]", 0, 8) + ",'b':";
    assertRefused(
        file(first + tensor("F32", "[2]", 4, 12) + "}", new byte[12]),
        "'b' stands at bytes 4 to 12; expected it from 8 on");
    assertRefused(
        file(first + tensor("F32", "[2]", 12, 20) + "}", new byte[20]),
        "'b' stands at bytes 12 to 20; expected it from 8 on");
    assertRefused(
        file(first + tensor("F32", "[2]", 8, 16) + "}", new byte[17]), "cover 16 of 17 bytes");
  }

  @Test
  void filesThatAreNoneAreRefused() throws IOException {
    Path file = folder.resolve("other");
    Files.write(file, new byte[] {1, 2, 3});
    assertRefused(file, "only 3 bytes");
    Files.write(file, new byte[] {'P', 'K', 3, 4, 0, 0, 8, 8, 0, 0});
    assertRefused(file, "pickled by PyTorch", "save_file");
    Files.write(file, new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10, 'l', (byte) 0xfc, 1, 2, 3});
    assertRefused(file, "pickled by PyTorch");
    assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> SafetensorsFile.open(folder)).isInstanceOf(IOException.class);
  }

  /** A tensor behind the second GiB, in a file with a hole. */
  @Test
  void valuesBeyondTwoGibibytesAreReached() throws IOException {
    long hole = 1L << 31;
    String header =
        "{\"hole\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]},\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}"
            .formatted(hole / 4, hole, hole, hole + 4);
    Path file = folder.resolve("large.safetensors");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length()).array());
      sparse.writeBytes(header);
      sparse.seek(8 + header.length() + hole);
      sparse.write(new byte[] {0, 0, (byte) 0xc0, 0x3f});
    }
    SafetensorsFile read = SafetensorsFile.open(file);
    assertThat(read.read(read.entries().get("t"))).containsExactly(1.5f);
    assertThatThrownBy(() -> read.read(read.entries().get("hole")))
        .isInstanceOf(WeightsException.class)
        .hasMessageContainingAll("'hole'", "over 2 GiB");
  }
}
