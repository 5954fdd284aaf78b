package io.espalier.engine.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Orders and answers as lines of JSON. */
final class Lines {

  private static final JsonMapper JSON = Json.newMapper();

  private Lines() {}

  /** Writes a line and sends it on its way. */
  static void write(OutputStream out, Object message) throws IOException {
    byte[] line = (JSON.writeValueAsString(message) + "\n").getBytes(UTF_8);
    out.write(line);
    out.flush();
  }

  /** Reads a line; empty if it is none of ours, such as one that a native library printed. */
  static <T> Optional<T> read(String line, Class<T> type) {
    try {
      return Optional.ofNullable(JSON.readValue(line, type));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
