package io.espalier.trainer.weights;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A safetensors file: named tensors, each read when it is asked for, and free text about them.
 *
 * <p>Format: 8 bytes with the header's length N, little-endian; N bytes of JSON, one object that
 * gives each tensor's dtype, shape and offsets; then the values, without gaps (huggingface's
 * safetensors, format description).
 */
public final class SafetensorsFile {

  /** Of a network with 500 tensors, the header has 60 KB; the reference's limit is 100 MB. */
  private static final long LONGEST_HEADER = 16 << 20;

  private static final String METADATA = "__metadata__";

  /** Longest part of a file that a message shows. */
  private static final int SHOWN = 120;

  private static final int MOST_DIMENSIONS = 16;

  /** The first bytes of files that PyTorch pickled: a zip, or in older files the pickle itself. */
  private static final Set<Integer> PICKLES = Set.of(0x504b, 0x8002);

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  // A tensor has about 17: a header takes hardly more memory than its own size.
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxTokenCount(500_000).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path file;
  private final long start;
  private final Map<String, Entry> entries;
  private final SortedMap<String, String> metadata;

  private SafetensorsFile(
      Path file, long start, Map<String, Entry> entries, SortedMap<String, String> metadata) {
    this.file = file;
    this.start = start;
    this.entries = ImmutableMap.copyOf(entries);
    this.metadata = ImmutableSortedMap.copyOf(metadata);
  }

  /**
   * A tensor as the header describes it.
   *
   * @param name its name
   * @param type how a value is stored
   * @param dims sizes, outermost first
   * @param begin first byte, counted from the end of the header
   * @param end byte after the last
   */
  public record Entry(String name, ElementType type, List<Long> dims, long begin, long end) {
    /**
     * @throws IllegalArgumentException if the number of bytes does not fit the shape
     */
    public Entry {
      dims = List.copyOf(dims);
      long size = dims.stream().reduce(1L, Math::multiplyExact);
      long bytes = Math.multiplyExact(size, (long) type.bytes());
      checkArgument(
          begin >= 0 && end - begin == bytes,
          "tensor '%s' of shape %s and type %s needs %s bytes, but its offsets are %s to %s.",
          name,
          dims,
          type,
          bytes,
          begin,
          end);
    }
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws WeightsException if it is not a safetensors file; the message says why
   * @throws IOException if it cannot be read
   */
  public static SafetensorsFile open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long length = channel.size();
      require(file, length >= Long.BYTES, "it has only %s bytes.", length);
      ByteBuffer first = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      readFully(file, channel, first, 0);
      require(
          file,
          !PICKLES.contains((first.get(0) & 0xff) << 8 | (first.get(1) & 0xff)),
          "it was pickled by PyTorch. Convert it with safetensors.torch.save_file.");
      long header = first.getLong(0);
      require(
          file,
          header >= 2 && header <= LONGEST_HEADER && header <= length - Long.BYTES,
          "its header claims %s bytes, in a file of %s. At most %s are read.",
          Long.toUnsignedString(header),
          length,
          LONGEST_HEADER);
      byte[] json = new byte[Math.toIntExact(header)];
      readFully(file, channel, ByteBuffer.wrap(json), Long.BYTES);
      return parse(file, json, length - Long.BYTES - header);
    }
  }

  /** Fills an empty buffer from a place in the file on. */
  private static void readFully(Path file, FileChannel channel, ByteBuffer buffer, long from)
      throws IOException {
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, from + buffer.position());
      require(file, read >= 0, "it ends at byte %s.", from + buffer.position());
    }
  }

  private static SafetensorsFile parse(Path file, byte[] json, long bytes) {
    JsonNode header;
    try {
      header = JSON.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          "%s is not a usable safetensors file: its header is not JSON: %s."
              .formatted(file, shortened(e.getOriginalMessage())),
          e);
    }
    require(file, header.isObject(), "its header is not a JSON object.");
    Map<String, Entry> entries = new LinkedHashMap<>();
    SortedMap<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonNode> property : header.properties()) {
      if (property.getKey().equals(METADATA)) {
        metadata.putAll(texts(file, property.getValue()));
      } else {
        entries.put(property.getKey(), entry(file, property.getKey(), property.getValue()));
      }
    }
    checkCover(file, entries, bytes);
    return new SafetensorsFile(file, Long.BYTES + json.length, entries, metadata);
  }

  private static Map<String, String> texts(Path file, JsonNode metadata) {
    if (!metadata.isObject() || !Streams.stream(metadata).allMatch(JsonNode::isTextual)) {
      throw unusable(
          file, "its %s is %s; expected an object of texts.", METADATA, shortened(metadata));
    }
    Map<String, String> texts = new TreeMap<>();
    metadata.properties().forEach(pair -> texts.put(pair.getKey(), pair.getValue().textValue()));
    return texts;
  }

  private static Entry entry(Path file, String name, JsonNode node) {
    JsonNode dims = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    if (!node.path("dtype").isTextual()
        || !integers(dims)
        || dims.size() > MOST_DIMENSIONS
        || !integers(offsets)
        || offsets.size() != 2) {
      throw unusable(
          file,
          "tensor '%s' is described as %s; it needs dtype, shape and data_offsets.",
          name,
          shortened(node));
    }
    List<Long> sizes = new ArrayList<>();
    dims.forEach(size -> sizes.add(size.longValue()));
    try {
      return new Entry(
          name,
          ElementType.named(node.path("dtype").textValue(), name),
          sizes,
          offsets.get(0).longValue(),
          offsets.get(1).longValue());
    } catch (ArithmeticException e) {
      throw unusable(file, "tensor '%s' of shape %s is larger than any file.", name, sizes);
    } catch (IllegalArgumentException e) {
      throw unusable(file, "%s", e.getMessage());
    }
  }

  private static boolean integers(JsonNode array) {
    if (!array.isArray()) {
      return false;
    }
    for (JsonNode element : array) {
      if (!element.canConvertToLong() || !element.isIntegralNumber() || element.longValue() < 0) {
        return false;
      }
    }
    return true;
  }

  /** The tensors must cover all values, one after the other. */
  private static void checkCover(Path file, Map<String, Entry> entries, long bytes) {
    long end = 0;
    List<Entry> inOrder =
        entries.values().stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList();
    for (Entry entry : inOrder) {
      require(
          file,
          entry.begin() == end && entry.end() <= bytes,
          "tensor '%s' stands at bytes %s to %s; expected it from %s on, within %s bytes.",
          entry.name(),
          entry.begin(),
          entry.end(),
          end,
          bytes);
      end = entry.end();
    }
    require(file, end == bytes, "its tensors cover %s of %s bytes.", end, bytes);
  }

  private static void require(Path file, boolean condition, String template, Object... arguments) {
    if (!condition) {
      throw unusable(file, template, arguments);
    }
  }

  private static WeightsException unusable(Path file, String template, Object... arguments) {
    return new WeightsException(
        file + " is not a usable safetensors file: " + Strings.lenientFormat(template, arguments));
  }

  private static String shortened(Object found) {
    String text = found.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /** Returns where the file is. */
  public Path file() {
    return file;
  }

  /** Returns the tensors by name, in the order of the header. */
  public Map<String, Entry> entries() {
    return entries;
  }

  /** Returns what the file says about itself. */
  public SortedMap<String, String> metadata() {
    return metadata;
  }

  /**
   * Returns the values of a tensor, converted to single precision.
   *
   * @throws WeightsException if the tensor is larger than an array can be
   * @throws IOException if the file cannot be read any more
   */
  public float[] read(Entry entry) throws IOException {
    long bytes = entry.end() - entry.begin();
    require(
        file,
        bytes <= Integer.MAX_VALUE,
        "tensor '%s' has %s bytes, over 2 GiB.",
        entry.name(),
        bytes);
    float[] values = new float[Math.toIntExact(bytes / entry.type().bytes())];
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file)) {
      for (int done = 0; done < values.length; ) {
        long from = (long) done * entry.type().bytes();
        buffer.clear().limit((int) Math.min(buffer.capacity(), bytes - from));
        readFully(file, channel, buffer, start + entry.begin() + from);
        done += entry.type().read(buffer.flip(), values, done);
      }
    }
    return values;
  }
}
