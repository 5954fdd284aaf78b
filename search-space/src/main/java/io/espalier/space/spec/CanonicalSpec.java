package io.espalier.space.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.hash.Hashing;
import io.espalier.space.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * A spec in the one form that depends on nothing but what it says: not on the order of its keys,
 * its comments, its units, or on defaults being written out.
 */
public final class CanonicalSpec {

  private static final JsonMapper MAPPER = Json.newCanonicalMapper();

  private CanonicalSpec() {}

  /** Returns the spec as JSON with sorted keys. */
  public static String json(SearchSpec spec) {
    try {
      return MAPPER.writeValueAsString(spec);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A spec could not be written as JSON.", e);
    }
  }

  /**
   * Reads a spec from what {@link #json} returned.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static SearchSpec parse(String json) {
    try {
      return MAPPER.readValue(json, SearchSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "This is not a spec in canonical form: " + e.getOriginalMessage(), e);
    }
  }

  /** Returns the SHA-256 of the canonical JSON, as 64 hexadecimal digits. */
  public static String sha256(SearchSpec spec) {
    return Hashing.sha256().hashString(json(spec), StandardCharsets.UTF_8).toString();
  }
}
