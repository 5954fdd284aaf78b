package io.espalier.cli;

import static io.espalier.cli.Terminal.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.engine.Tiny;
import io.espalier.engine.journal.RunFolder;
import io.espalier.space.json.Json;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small network is trained, learns to read thumbnails, and its downscaler makes some. */
class ThumbCommandTest {

  private static final String SETTINGS = "thumbnail={scale: 2, downscaler: 20%, lower: 50%}";

  @TempDir static Path folder;

  private static Path spec;
  private static Path weights;
  private static Terminal whole;

  @BeforeAll
  static void trainTheTeacher() throws IOException {
    spec = Tiny.write(folder);
    succeed("train", spec, "--runs", folder.resolve("runs"), "--name", "teacher", "--threads", "1");
    weights = folder.resolve("runs/teacher/weights/best.safetensors");
    whole = thumb("whole");
  }

  private static Object[] order(String name, Object... more) {
    return new Object[] {
      "thumb",
      spec,
      "--weights",
      weights,
      "--threads",
      1,
      "--workers",
      0,
      "--set",
      SETTINGS,
      "--set",
      "train.epochs=2",
      "--runs",
      folder,
      "--name",
      name,
      more
    };
  }

  private static Terminal thumb(String name, Object... more) {
    return succeed(order(name, more));
  }

  private static RunFolder run(String name) {
    return new RunFolder(folder.resolve(name));
  }

  private static JsonNode results(String name) throws IOException {
    return Json.newMapper().readTree(run(name).results().toFile());
  }

  private static JsonNode lastStep(JsonNode results) {
    JsonNode steps = results.get("steps");
    return steps.get(steps.size() - 1);
  }

  private static Terminal apply(String made, Path in, Path out, Object... more) {
    return Terminal.run(
        "thumb", "apply", folder.resolve(made), "--in", in, "--out", out, "--threads", "1", more);
  }

  @Test
  void everyStepIsReported() throws IOException {
    assertThat(whole.out())
        .containsSubsequence(
            "test top-1",
            "teacher ",
            "plain thumbnails",
            "epoch 1",
            "epoch 2",
            "in the end",
            "thumbnails of 8 bits")
        .containsPattern("teacher +\\| +12 \\| +26,216 \\| +5.18 kB \\| +\\d+\\.\\d\\d ms")
        .containsPattern("downscaler +\\| +12 \\| +3,888 \\| +- \\| +-")
        .contains("26.2k MACs became ", "Results: " + run("whole").results());
    assertThat(whole.err())
        .containsPattern("trial 0: plain thumbnails: top-1 \\d")
        .containsPattern("trial 0: .*, taught to read thumbnails: top-1 \\d");
    JsonNode results = results("whole");
    assertThat(results.get("steps").findValuesAsText("name"))
        .containsExactly(
            "teacher", "plain thumbnails", "epoch 1", "epoch 2", "thumbnails of 8 bits");
    assertThat(results.at("/base/macs").asLong()).isEqualTo(26_216);
    assertThat(results.at("/base/measurement")).isEqualTo(results.at("/steps/0/measurement"));
    assertThat(results.at("/winner/measurement")).isEqualTo(results.at("/steps/3/measurement"));
    assertThat(results.at("/winner/architecture/resolution").asInt()).isEqualTo(6);
    assertThat(results.at("/winner/macs").asLong())
        .as("downscaler and student")
        .isEqualTo(3_888 + studentMacs("whole").asLong());
    assertThat(run("whole").weights().checkpoint(0)).doesNotExist();
  }

  @Test
  void aNetworkOfThumbnailsIsARunLikeOthers() throws IOException {
    byte[] results = Files.readAllBytes(run("whole").results());
    assertThat(succeed("resume", run("whole").path()).out()).contains("26.2k MACs became ");
    assertThat(run("whole").results()).hasBinaryContent(results);
    JsonNode row = Terminal.json("compare", run("whole").path()).get(0);
    assertThat(row.get("plan").asText()).isEqualTo("thumb");
    assertThat(row.at("/base/macs").asLong()).isEqualTo(26_216);
    assertThat(row.at("/base/latencyMillis").asDouble()).isPositive();
    assertThat(row.at("/winner/topOne").asDouble())
        .isEqualTo(row.at("/base/topOne").asDouble() + row.get("gain").asDouble());
    Terminal again = Terminal.run(order("whole"));
    assertThat(again.status()).isEqualTo(Exit.USAGE);
    assertThat(again.err())
        .endsWith(
            "exists. Continue it with 'espalier resume', or choose another name with --name.\n");
  }

  @Test
  void whatIsStoppedAtEveryBatchEndsInTheSameBytes() throws IOException {
    assertThat(Slices.repeat(run("whole"), run("slices"))).isGreaterThan(2);
    assertThat(run("slices").results()).hasSameBinaryContentAs(run("whole").results());
    assertThat(run("slices").weights().best())
        .hasSameBinaryContentAs(run("whole").weights().best());
    assertThat(run("slices").weights().bestDownscaler())
        .hasSameBinaryContentAs(run("whole").weights().bestDownscaler());
  }

  @Test
  void plainThumbnailsAreWhatIsComparedWith() throws IOException {
    thumb("plain", "--plain");
    JsonNode plain = results("plain");
    assertThat(plain.at("/winner/macs")).isEqualTo(studentMacs("plain"));
    assertThat(plain.get("steps").findValuesAsText("name"))
        .isEqualTo(results("whole").get("steps").findValuesAsText("name"));
    Terminal refused = apply("plain", folder.resolve("images/test"), folder.resolve("x"));
    assertThat(refused.status()).isEqualTo(Exit.USAGE);
    assertThat(refused.err()).contains("there is no downscaler");
  }

  private static JsonNode studentMacs(String name) throws IOException {
    return Terminal.json("describe", run(name).path()).get("macs");
  }

  @Test
  void thumbnailsMayBeReadEnlarged() throws IOException {
    Terminal enlarged = thumb("enlarged", "--set", "thumbnail.enlarge=1.5");
    assertThat(enlarged.out()).containsPattern("student +\\| +6, read at 9 +\\|");
    Path out = folder.resolve("of enlarged");
    assertThat(apply("enlarged", folder.resolve("images/test"), out).status()).isEqualTo(Exit.DONE);
    assertThat(ImageIO.read(out.resolve("light/03.png").toFile()).getWidth()).isEqualTo(6);
    readsAsMeasured("enlarged", out, 9);
  }

  /** The student is an ordinary network, and the thumbnails are ordinary files. */
  @Test
  void theStudentReadsThumbnailFilesAsItReadImages() throws IOException {
    Path out = folder.resolve("thumbnails");
    Terminal applied = apply("whole", folder.resolve("images/test"), out);
    assertThat(applied.status()).as(applied.err()).isEqualTo(Exit.DONE);
    assertThat(applied.out()).startsWith("32 thumbnails of 6 x 6 pixels: ");
    BufferedImage thumbnail = ImageIO.read(out.resolve("light/03.png").toFile());
    assertThat(thumbnail.getWidth()).isEqualTo(6);

    readsAsMeasured("whole", out, 6);
  }

  /** Written thumbnails are read by the ordinary command as they were when they were made. */
  private static void readsAsMeasured(String name, Path thumbnails, int resolution)
      throws IOException {
    JsonNode predicted =
        Terminal.json("predict", run(name).weights().best(), thumbnails, "--threads", 1);
    long right = 0;
    for (JsonNode answer : predicted) {
      assertThat(answer.get("resolution").asInt()).isEqualTo(resolution);
      right += answer.get("image").asText().contains(answer.get("className").asText()) ? 1 : 0;
    }
    assertThat(right).isEqualTo(lastStep(results(name)).at("/measurement/topOneCorrect").asLong());
  }

  /** Without its downscaler it would be measured on thumbnails that it never learned. */
  @Test
  void theStudentIsNotEvaluatedAsIfItReadImages() {
    Terminal refused = Terminal.run("evaluate", run("whole").path(), "--threads", 1);
    assertThat(refused.status()).isEqualTo(Exit.USAGE);
    assertThat(refused.err())
        .contains("This network reads thumbnails, which its downscaler makes.");
  }

  @Test
  void aPictureShowsImagesBesideBothThumbnails() throws IOException {
    Path out = folder.resolve("drawn");
    Path file = folder.resolve("drawn.png");
    Terminal applied = apply("whole", folder.resolve("images/test"), out, "--picture", file);
    assertThat(applied.status()).as(applied.err()).isEqualTo(Exit.DONE);
    BufferedImage sheet = ImageIO.read(file.toFile());
    assertThat(sheet.getWidth()).isEqualTo(4 + 3 * (12 + 4));
    assertThat(sheet.getHeight()).isEqualTo(4 + 8 * (12 + 4));
    BufferedImage first;
    try (Stream<Path> made = Files.walk(out)) {
      first =
          ImageIO.read(
              made.filter(Files::isRegularFile).sorted().findFirst().orElseThrow().toFile());
    }
    int[] learned = first.getRGB(0, 0, 6, 6, null, 0, 6);
    assertThat(thumbnail(sheet, 2)).isEqualTo(learned);
    assertThat(thumbnail(sheet, 1)).isNotEqualTo(learned);
  }

  /** What of a column of the first row each pixel was enlarged from. */
  private static int[] thumbnail(BufferedImage sheet, int column) {
    return IntStream.range(0, 36)
        .map(i -> sheet.getRGB(4 + 16 * column + 2 * (i % 6), 4 + 2 * (i / 6)))
        .toArray();
  }

  @Test
  void whatCannotBeReadIsNamedAndTheRestIsDone() throws IOException {
    Path in = Files.createDirectories(folder.resolve("mixed/inner"));
    Tiny.writeClass(in, 20, 60, 2);
    Tiny.writeTruncatedJpeg(in.resolve("broken.jpg"));
    Files.copy(in.resolve("00.png"), in.resolve("00.jpeg"));
    BufferedImage grey = new BufferedImage(20, 30, BufferedImage.TYPE_USHORT_GRAY);
    ImageIO.write(grey, "png", in.resolve("grey16.png").toFile());
    Path out = folder.resolve("some");
    Terminal applied = apply("whole", folder.resolve("mixed"), out);
    assertThat(applied.status()).isEqualTo(Exit.FAILED);
    assertThat(applied.err()).contains("broken.jpg: is truncated");
    assertThat(applied.out()).startsWith("4 thumbnails");
    for (String made : List.of("00.png.png", "00.jpeg.png", "01.png", "grey16.png")) {
      assertThat(out.resolve("inner").resolve(made)).exists();
    }
    Terminal again = apply("whole", folder.resolve("mixed"), out);
    assertThat(again.status()).isEqualTo(Exit.USAGE);
    assertThat(again.err()).endsWith("Name a folder that is empty, or that does not exist yet.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--scale 3   | --scale 3: The scale (3) must be 2 or 4.",
        "--set base.resolution=14 --scale 4 | The scale 4 does not divide the resolution (14 pixels).",
        "--set thumbnail.enlarge=3 | thumbnail.enlarge: The factor enlarge (3.0) must be in [1, 2]",
        "--set thumbnail.stage=5 | There is no stage 5 whose features could be compared.",
        "--set thumbnail.downscaler=0.001 | No downscaler costs at most 26 MACs",
      })
  void whatCannotBeIsRefused(String options, String message) {
    Terminal refused = Terminal.run(order("refused", (Object[]) options.trim().split(" ")));
    assertThat(refused.status()).as(refused.err()).isEqualTo(Exit.USAGE);
    assertThat(refused.err()).contains(message);
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void aTeacherOfOtherClassesIsRefused() throws IOException {
    Path images = folder.resolve("three");
    for (String part : List.of("train", "test")) {
      for (String name : List.of("a", "b", "c")) {
        Tiny.writeClass(images.resolve(part).resolve(name), 0, 90, 8);
      }
    }
    Terminal refused =
        Terminal.run(
            order("refused", "--set", "data.train=three/train", "--set", "data.test=three/test"));
    assertThat(refused.status()).isEqualTo(Exit.FAILED);
    assertThat(refused.err()).contains("tensor 'fc.bias' has the shape [2], expected [3].");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void withoutAPathOrAScaleItSaysWhatIsMissing() {
    Terminal nothing = Terminal.run("thumb");
    assertThat(nothing.status()).isEqualTo(Exit.USAGE);
    assertThat(nothing.err()).contains("Name the network that will read thumbnails");
    Terminal scale = Terminal.run("thumb", spec, "--weights", weights);
    assertThat(scale.status()).isEqualTo(Exit.USAGE);
    assertThat(scale.err()).contains("Say how small the thumbnails will be");
  }
}
