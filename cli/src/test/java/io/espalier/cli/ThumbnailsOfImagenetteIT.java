package io.espalier.cli;

import static io.espalier.cli.RealData.set;
import static io.espalier.cli.RealData.topOne;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network reads thumbnails of Imagenette: a few steps, and as long as docs/thumbnails.md says.
 */
class ThumbnailsOfImagenetteIT {

  private static final Path SPEC = Path.of("../specs/imagenette-thumb.yaml");
  private static final int ALL = 9469;

  /** Of the students; the teacher takes five for every three. */
  private static final int EPOCHS = Integer.getInteger("espalier.epochs", 12);

  private static final int IMAGES = Math.min(ALL, Integer.getInteger("espalier.images", ALL));
  private static final double MOST_LOST_TO_FILES = 0.003;

  /**
   * At scale 4; plain thumbnails that are enlarged as much reach the other aims, but not this one.
   */
  private static final double WON_OVER_ENLARGED = 0.02;

  @TempDir Path folder;

  /** What became of a student, and of the same network on plain thumbnails. */
  private record Case(JsonNode thumbNet, JsonNode plain) {

    double teacher() {
      return topOne(thumbNet.at("/base/measurement"));
    }

    double learned() {
      return ofFiles(thumbNet);
    }

    double unlearned() {
      return ofFiles(plain);
    }
  }

  @Test
  void aFewStepsShowThatItIsAllThere() throws IOException {
    Path teacher = teacher(1, 640);
    JsonNode result = thumb("learned", teacher, 2, 1, 640);
    assertThat(result.at("/base/macs").asLong()).isEqualTo(25_363_712);
    assertThat(result.at("/winner/macs").asLong())
        .as("student and downscaler")
        .isEqualTo(20_279_552 + 1_769_472);
    readsFilesAsWell(result);
  }

  /** Takes about half an hour, and runs in the profile 'accuracy' alone. */
  @Test
  @EnabledIfSystemProperty(named = "espalier.accuracy", matches = "true")
  void thumbnailsAreReadAsWellAsWholeImages() throws IOException {
    Path teacher = teacher(EPOCHS * 5 / 3, IMAGES);

    Case half = students(teacher, 2, EPOCHS, IMAGES);
    readsFilesAsWell(half.thumbNet());
    assertThat(half.learned())
        .as("%s", half)
        .isGreaterThanOrEqualTo(half.teacher() - 0.005)
        .isGreaterThanOrEqualTo(half.unlearned() + 0.03);

    Case quarter =
        students(teacher, 4, EPOCHS, IMAGES, "thumbnail.enlarge=2", "thumbnail.downscaler=20%");
    readsFilesAsWell(quarter.thumbNet());
    assertThat(quarter.learned())
        .as("%s", quarter)
        .isGreaterThanOrEqualTo((quarter.teacher() + quarter.unlearned()) / 2);

    JsonNode enlarged =
        thumb("enlarged-4", teacher, 4, EPOCHS, IMAGES, set("thumbnail.enlarge=2"), "--plain");
    assertThat(quarter.learned())
        .as("plain thumbnails, enlarged as much: %s", enlarged)
        .isGreaterThanOrEqualTo(ofFiles(enlarged) + WON_OVER_ENLARGED);
  }

  private static void readsFilesAsWell(JsonNode result) {
    assertThat(ofFiles(result))
        .isGreaterThanOrEqualTo(topOne(result.at("/winner/measurement")) - MOST_LOST_TO_FILES);
  }

  /** What is measured last is measured on thumbnails as files have them. */
  private static double ofFiles(JsonNode result) {
    return topOne(result.at("/steps/%d/measurement".formatted(result.get("steps").size() - 1)));
  }

  private Path teacher(int epochs, int limit) {
    return RealData.train(SPEC, folder, "teacher", images(limit), set("final.epochs=" + epochs))
        .resolve("weights/best.safetensors");
  }

  private Case students(Path teacher, int scale, int epochs, int limit, String... settings)
      throws IOException {
    return new Case(
        thumb("learned-" + scale, teacher, scale, epochs, limit, set(settings)),
        thumb(
            "plain-" + scale,
            teacher,
            scale,
            epochs,
            limit,
            set("thumbnail.enlarge=1"),
            "--plain"));
  }

  private JsonNode thumb(
      String name, Path teacher, int scale, int epochs, int limit, Object... more)
      throws IOException {
    Terminal.succeed(
        "thumb",
        SPEC,
        "--weights",
        teacher,
        "--scale",
        scale,
        RealData.here(folder, name),
        images(limit),
        set("train.epochs=" + epochs),
        more);
    return RealData.results(folder.resolve(name));
  }

  private static Object[] images(int limit) {
    return RealData.images("data/imagenette2-128.zip", "val", limit);
  }
}
