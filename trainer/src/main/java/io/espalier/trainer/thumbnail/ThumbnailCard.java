package io.espalier.trainer.thumbnail;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.json.Json;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.space.thumbnail.Thumbnailing;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.WeightsException;

/**
 * What the weights file of a downscaler says of it, so that it can be used without the run that
 * made it.
 *
 * @param teacher the network that reads what the downscaler makes smaller
 * @param task its channels and classes
 * @param settings how the downscaler was learned
 * @param side height and width that images are brought to first
 * @param normalisation what their pixels are shifted and scaled by
 */
public record ThumbnailCard(
    Architecture teacher, Task task, Thumbnailing settings, int side, Normalisation normalisation) {

  private static final String CARD = "espalier.downscaler";

  /**
   * Reads the card of a file.
   *
   * @throws WeightsException if the file is no downscaler's
   */
  public static ThumbnailCard read(SafetensorsFile file) {
    String text = file.metadata().get(CARD);
    if (text == null) {
      throw new WeightsException(
          "%s is not of a downscaler. Name what 'espalier thumb' made.".formatted(file.file()));
    }
    try {
      return Json.newMapper().readValue(text, ThumbnailCard.class);
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          "%s does not say how its thumbnails are made: %s. Make it anew with 'espalier thumb'."
              .formatted(file.file(), e.getOriginalMessage()),
          e);
    }
  }

  /** Draws the networks. */
  public ThumbnailPlan plan() {
    return ThumbnailPlan.of(teacher, task, settings);
  }

  /** Writes the card into a file's metadata. */
  void write(SafetensorsWriter writer) throws JsonProcessingException {
    writer.metadata(CARD, Json.newMapper().writeValueAsString(this));
  }
}
