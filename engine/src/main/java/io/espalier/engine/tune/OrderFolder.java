package io.espalier.engine.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.engine.journal.RunPathException;
import io.espalier.space.json.Json;
import io.espalier.trainer.weights.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder in which one order is carried out, and nothing else: {@code asked.json} says what was
 * asked, and other files of JSON what was found on the way.
 *
 * @param path the folder
 */
record OrderFolder(Path path) {

  private static final String ASKED = "asked.json";

  private static final JsonMapper JSON =
      Json.newMapper().rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Checks that the folder is free, or was made for the same.
   *
   * @param command that carries such orders out, as in "espalier lean"
   * @throws RunPathException if it is something else
   */
  void check(Record order, String command) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (!has(ASKED)) {
      throw new RunPathException(
          "%s exists, and is not of '%s'. Choose another folder with --out."
              .formatted(path, command));
    }
    if (!asked(order.getClass()).equals(Optional.of(order))) {
      throw new RunPathException(
          "%s was made by '%s' for another network, other settings or another training, or by another version of Espalier. Choose another folder with --out."
              .formatted(path, command));
    }
  }

  /** Returns what was asked for; nothing, if another command or version wrote it down. */
  private <T> Optional<T> asked(Class<T> type) throws IOException {
    try {
      return Optional.of(read(ASKED, type));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Makes the folder, if it is missing, and says in it what is asked. */
  void begin(Record order) throws IOException {
    Files.createDirectories(path);
    write(ASKED, order);
  }

  boolean has(String name) {
    return Files.isRegularFile(path.resolve(name));
  }

  <T> T read(String name, Class<T> type) throws IOException {
    return JSON.readValue(path.resolve(name).toFile(), type);
  }

  void write(String name, Object value) throws IOException {
    DurableFile.write(path.resolve(name), JSON.writeValueAsBytes(value));
  }
}
