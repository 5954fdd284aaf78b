package io.espalier.trainer.weights;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
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
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A safetensors file, mapped into memory: named tensors and free text about them.
 *
 * <p>Format: 8 bytes with the header's length N, little-endian; N bytes of JSON, one object that
 * gives each tensor's dtype, shape and offsets; then the values, without gaps (huggingface's
 * safetensors, format description).
 */
public final class SafetensorsFile {

  /** The reference implementation's limit for a header. */
  private static final long LONGEST_HEADER = 100_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final ByteBuffer values;
  private final Map<String, Entry> entries;
  private final SortedMap<String, String> metadata;

  private SafetensorsFile(
      Path file,
      ByteBuffer values,
      Map<String, Entry> entries,
      SortedMap<String, String> metadata) {
    this.file = file;
    this.values = values;
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
     * @throws IllegalArgumentException if the bytes are not as many as the shape needs
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
   * @throws WeightsException if it is no safetensors file; the message says why
   * @throws IOException if it cannot be read
   */
  public static SafetensorsFile open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long length = channel.size();
      require(file, length >= 8, "it has only %s bytes.", length);
      ByteBuffer start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      while (start.hasRemaining() && channel.read(start) >= 0) {
        // A read may return fewer bytes than were asked for.
      }
      long header = start.getLong(0);
      require(
          file,
          header >= 2 && header <= LONGEST_HEADER && header <= length - 8,
          "its header claims %s bytes, in a file of %s.",
          Long.toUnsignedString(header),
          length);
      require(
          file, length - 8 - header <= Integer.MAX_VALUE, "its values exceed 2 GiB, %s.", length);
      byte[] json = new byte[Math.toIntExact(header)];
      channel.map(FileChannel.MapMode.READ_ONLY, 8, header).get(json);
      ByteBuffer values =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 8 + header, length - 8 - header)
              .order(ByteOrder.LITTLE_ENDIAN);
      return parse(file, json, values);
    }
  }

  private static SafetensorsFile parse(Path file, byte[] json, ByteBuffer values) {
    JsonNode header;
    try {
      header = JSON.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new WeightsException(file + " is no safetensors file: its header is no JSON.", e);
    }
    require(file, header != null && header.isObject(), "its header is no JSON object.");
    Map<String, Entry> entries = new LinkedHashMap<>();
    SortedMap<String, String> metadata = new TreeMap<>();
    header
        .properties()
        .forEach(
            property -> {
              if (property.getKey().equals("__metadata__")) {
                property
                    .getValue()
                    .properties()
                    .forEach(pair -> metadata.put(pair.getKey(), pair.getValue().asText()));
              } else {
                entries.put(property.getKey(), entry(file, property.getKey(), property.getValue()));
              }
            });
    checkCover(file, entries, values.capacity());
    return new SafetensorsFile(file, values, entries, metadata);
  }

  private static Entry entry(Path file, String name, JsonNode node) {
    JsonNode dims = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    require(
        file,
        node.path("dtype").isTextual()
            && dims.isArray()
            && offsets.isArray()
            && offsets.size() == 2
            && integers(dims)
            && integers(offsets),
        "tensor '%s' is described as %s; it needs dtype, shape and data_offsets.",
        name,
        node);
    List<Long> sizes = new ArrayList<>();
    dims.forEach(size -> sizes.add(size.longValue()));
    try {
      return new Entry(
          name,
          ElementType.named(node.path("dtype").textValue(), name),
          sizes,
          offsets.get(0).longValue(),
          offsets.get(1).longValue());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new WeightsException(file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static boolean integers(JsonNode array) {
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
      throw new WeightsException(
          file + " is no usable safetensors file: " + Strings.lenientFormat(template, arguments));
    }
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

  /** Returns the values of a tensor, converted to single precision. */
  public float[] read(Entry entry) {
    int first = Math.toIntExact(entry.begin());
    ByteBuffer bytes =
        values.slice(first, Math.toIntExact(entry.end()) - first).order(ByteOrder.LITTLE_ENDIAN);
    return entry.type().read(bytes);
  }
}
