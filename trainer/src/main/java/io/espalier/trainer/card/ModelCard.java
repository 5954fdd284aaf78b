package io.espalier.trainer.card;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.json.Json;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a weights file says of its network, so that it can be used without the run that made it.
 *
 * @param architecture the network
 * @param task channels and classes
 * @param dynamic how it chooses a resolution for every image, if it does
 * @param side height and width that images are brought to first
 * @param normalisation what their pixels are shifted and scaled by
 * @param classes names by output
 */
public record ModelCard(
    Architecture architecture,
    Task task,
    Optional<DynamicResolution> dynamic,
    int side,
    Normalisation normalisation,
    SortedMap<Integer, String> classes) {

  private static final JsonMapper JSON = Json.newMapper();
  private static final String ARCHITECTURE = "architecture";
  private static final String CARD = "espalier";

  /** Returns the network that a file says it is for, whoever wrote the rest. */
  public static Optional<Architecture> architecture(SafetensorsFile file) {
    return Optional.ofNullable(file.metadata().get(ARCHITECTURE))
        .flatMap(text -> parse(text, Architecture.class));
  }

  /** Reads the card of a file, if it has one. */
  public static Optional<ModelCard> read(SafetensorsFile file) {
    return Optional.ofNullable(file.metadata().get(CARD))
        .flatMap(text -> parse(text, ModelCard.class));
  }

  private static <T> Optional<T> parse(String json, Class<T> type) {
    try {
      return Optional.of(JSON.readValue(json, type));
    } catch (JsonProcessingException e) {
      // Another program may use the same key for something else.
      return Optional.empty();
    }
  }

  /** Writes the card into a file's metadata. */
  public void write(SafetensorsWriter writer) throws JsonProcessingException {
    writer
        .metadata(ARCHITECTURE, JSON.writeValueAsString(architecture))
        .metadata(CARD, JSON.writeValueAsString(this));
  }
}
