package io.espalier.trainer.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects tensors and writes them as a safetensors file, all or nothing. */
public final class SafetensorsWriter {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Tensor> tensors = new ArrayList<>();
  private final SortedMap<String, String> metadata = new TreeMap<>();

  private record Tensor(String name, List<Integer> dims, FloatBuffer values) {}

  /** Adds a tensor whose values are all of an array. */
  public SafetensorsWriter tensor(String name, List<Integer> dims, float[] values) {
    tensors.add(new Tensor(name, dims, FloatBuffer.wrap(values)));
    return this;
  }

  /** Adds all tensors of a network, named as its layers. */
  public SafetensorsWriter weights(Weights weights) {
    for (Slot slot : weights.layout().slots()) {
      tensors.add(
          new Tensor(
              slot.name(),
              slot.dims(),
              FloatBuffer.wrap(weights.vector(slot.kind()), slot.offset(), slot.size())));
    }
    return this;
  }

  /** Adds free text. */
  public SafetensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Writes the file such that the target is either what it was or complete.
   *
   * @return SHA-256 of the file, in hexadecimal digits
   * @throws IOException if the file cannot be written; the target is then as it was
   */
  public String write(Path target) throws IOException {
    Hasher hash = Hashing.sha256().newHasher();
    DurableFile.write(
        target,
        channel -> {
          put(channel, hash, header());
          for (Tensor tensor : tensors) {
            ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * tensor.values().remaining())
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(tensor.values().duplicate());
            put(channel, hash, bytes);
          }
        });
    return hash.hash().toString();
  }

  private ByteBuffer header() {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = header.putObject("__metadata__");
      metadata.forEach(texts::put);
    }
    long begin = 0;
    for (Tensor tensor : tensors) {
      ObjectNode entry = header.putObject(tensor.name()).put("dtype", "F32");
      tensor.dims().forEach(entry.putArray("shape")::add);
      long end = begin + (long) Float.BYTES * tensor.values().remaining();
      entry.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    // Spaces up to a multiple of 8, so that the values are aligned when mapped.
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer bytes = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(padded).put(json);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.flip();
  }

  private static void put(FileChannel channel, Hasher hash, ByteBuffer bytes) throws IOException {
    hash.putBytes(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
