package io.espalier.cli;

import static io.espalier.cli.Terminal.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ticker;
import io.espalier.engine.tune.ThumbOrder;
import io.espalier.engine.tune.ThumbRun;
import io.espalier.space.json.Json;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.LoadProgress;
import io.espalier.trainer.network.Torch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  @BeforeAll
  static void trainTheTeacher() throws IOException {
    spec = Tiny.write(folder);
    succeed("train", spec, "--runs", folder.resolve("runs"), "--name", "teacher", "--threads", "1");
    weights = folder.resolve("runs/teacher/weights/best.safetensors");
    thumb("whole");
  }

  private static Object[] order(String out, Object... more) {
    Object[] always = {
      "thumb",
      spec,
      "--weights",
      weights,
      "--threads",
      "1",
      "--set",
      SETTINGS,
      "--set",
      "train.epochs=2",
      "--out",
      folder.resolve(out)
    };
    Object[] all = Arrays.copyOf(always, always.length + more.length);
    System.arraycopy(more, 0, all, always.length, more.length);
    return all;
  }

  private static Terminal thumb(String out, Object... more) {
    return succeed(order(out, more));
  }

  private static Terminal apply(String made, Path in, Path out, Object... more) {
    return Terminal.run(
        "thumb", "apply", folder.resolve(made), "--in", in, "--out", out, "--threads", "1", more);
  }

  @Test
  void everyStepIsReportedAndAskedAgainIsTheSame() throws IOException {
    byte[] report = Files.readAllBytes(folder.resolve("whole/thumb.json"));
    Terminal terminal = thumb("whole");
    assertThat(terminal.out())
        .containsSubsequence(
            "test top-1",
            "teacher, whole images",
            "its weights, plain thumbnails",
            "epoch 1",
            "epoch 2",
            "in the end",
            "in the end, thumbnails of 8 bits")
        .containsPattern("teacher +\\| +12 \\| +26,216 \\| +5.18 kB \\| +\\d+\\.\\d\\d ms")
        .containsPattern("downscaler +\\| +12 \\| +3,888 \\| +- \\| +-")
        .contains("26.2k MACs became", "whole/student.safetensors");
    assertThat(Files.readAllBytes(folder.resolve("whole/thumb.json"))).isEqualTo(report);
    JsonNode all = Json.newMapper().readTree(thumb("whole", "--format", "json").out());
    assertThat(all.at("/peakActivations/teacher").asLong()).isEqualTo(3 * 144 + 3 * 2 * 144);
    JsonNode result = all.get("result");
    assertThat(result.get("epochs")).hasSize(2);
    assertThat(result.at("/macs/total").asLong())
        .isEqualTo(3_888 + result.at("/macs/student").asLong());
    assertThat(result.at("/student/resolution").asInt()).isEqualTo(6);
    assertThat(folder.resolve("whole/checkpoint.safetensors")).doesNotExist();
  }

  @Test
  void whatIsStoppedEverySoOftenEndsInTheSameBytes() throws IOException {
    ThumbOrder order =
        Json.newMapper().readValue(folder.resolve("whole/asked.json").toFile(), ThumbOrder.class);
    int slices = 0;
    try (Dataset dataset = Dataset.open(folder, order.data(), order.seed(), LoadProgress.SILENT)) {
      Optional<ThumbRun.Report> report = Optional.empty();
      while (report.isEmpty()) {
        Torch torch = Torch.start(1, Optional.of("cpu"));
        report =
            new ThumbRun(folder.resolve("slices"), order, dataset, torch, Ticker.systemTicker())
                .proceed(new StoppingAfter(2));
        slices++;
      }
    }
    assertThat(slices).isGreaterThan(2);
    for (String file : List.of("thumb.json", "student.safetensors", "downscaler.safetensors")) {
      assertThat(folder.resolve("slices").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
  }

  @Test
  void plainThumbnailsAreWhatIsComparedWith() throws IOException {
    JsonNode result =
        Json.newMapper()
            .readTree(thumb("plain", "--plain", "--format", "json").out())
            .get("result");
    assertThat(result.at("/macs/downscaler").asLong()).isZero();
    assertThat(result.get("epochs")).hasSize(2);
    assertThat(
            Terminal.run("thumb", "apply", folder.resolve("plain"), "--in", folder, "--out", "x"))
        .satisfies(
            refused -> {
              assertThat(refused.status()).isEqualTo(Espalier.USAGE);
              assertThat(refused.err()).contains("there is no downscaler");
            });
  }

  @Test
  void thumbnailsMayBeReadEnlarged() throws IOException {
    Terminal enlarged = thumb("enlarged", "--set", "thumbnail.enlarge=1.5");
    assertThat(enlarged.out()).containsPattern("student +\\| +6, read at 9 +\\|");
    Path out = folder.resolve("of enlarged");
    assertThat(apply("enlarged", folder.resolve("images/test"), out).status())
        .isEqualTo(Espalier.DONE);
    assertThat(ImageIO.read(out.resolve("light/03.png").toFile()).getWidth()).isEqualTo(6);
    readsAsMeasured(folder.resolve("enlarged"), out, 9);
  }

  /** The student is an ordinary network, and the thumbnails are ordinary files. */
  @Test
  void theStudentReadsThumbnailFilesAsItReadImages() throws IOException {
    Path out = folder.resolve("thumbnails");
    Terminal applied = apply("whole", folder.resolve("images/test"), out);
    assertThat(applied.status()).as(applied.err()).isEqualTo(Espalier.DONE);
    assertThat(applied.out()).startsWith("32 thumbnails of 6 x 6 pixels: ");
    BufferedImage thumbnail = ImageIO.read(out.resolve("light/03.png").toFile());
    assertThat(thumbnail.getWidth()).isEqualTo(6);

    readsAsMeasured(folder.resolve("whole"), out, 6);
  }

  /** Written thumbnails are read by the ordinary command as they were when they were made. */
  private static void readsAsMeasured(Path made, Path thumbnails, int resolution)
      throws IOException {
    JsonNode report =
        Json.newMapper().readTree(made.resolve("thumb.json").toFile()).get("fromFiles");
    Terminal predicted =
        succeed(
            "predict",
            made.resolve("student.safetensors"),
            thumbnails,
            "--threads",
            "1",
            "--format",
            "json");
    long right = 0;
    for (JsonNode row : Json.newMapper().readTree(predicted.out())) {
      assertThat(row.get("resolution").asInt()).isEqualTo(resolution);
      right += row.get("image").asText().contains(row.get("className").asText()) ? 1 : 0;
    }
    assertThat(right).isEqualTo(report.get("topOneCorrect").asLong());
  }

  @Test
  void aPictureShowsImagesBesideBothThumbnails() throws IOException {
    Path out = folder.resolve("drawn");
    Path file = folder.resolve("drawn.png");
    Terminal applied = apply("whole", folder.resolve("images/test"), out, "--picture", file);
    assertThat(applied.status()).as(applied.err()).isEqualTo(Espalier.DONE);
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
    assertThat(applied.status()).isEqualTo(Espalier.FAILED);
    assertThat(applied.err()).contains("broken.jpg: is truncated");
    assertThat(applied.out()).startsWith("4 thumbnails");
    for (String made : List.of("00.png.png", "00.jpeg.png", "01.png", "grey16.png")) {
      assertThat(out.resolve("inner").resolve(made)).exists();
    }
    Terminal again = apply("whole", folder.resolve("mixed"), out);
    assertThat(again.status()).isEqualTo(Espalier.USAGE);
    assertThat(again.err()).endsWith("Name one that is empty, or none yet.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--scale 3   | --scale 3: The scale (3) must be 2 or 4.",
        "--set base.resolution=14 --scale 4 | The scale 4 does not divide the resolution (14 pixels).",
        "--set thumbnail.enlarge=3 | thumbnail.enlarge: The factor enlarge (3.0) must be in [1, 2]",
        "--set thumbnail.stage=5 | There is no stage 5 whose features could be compared.",
        "--set thumbnail.downscaler=0.001 | No downscaler is as cheap as 26 MACs",
      })
  void whatCannotBeIsRefused(String options, String message) {
    Object[] more = Arrays.stream(options.trim().split(" ")).toArray();
    Terminal refused = Terminal.run(order("refused", more));
    assertThat(refused.status()).as(refused.err()).isEqualTo(Espalier.USAGE);
    assertThat(refused.err()).contains(message);
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          images | exists, and is not of 'espalier thumb'.
          whole  | was made by 'espalier thumb' for another network, other settings or another
          """)
  void aFolderOfSomethingElseIsRefused(String out, String why) {
    Terminal refused = Terminal.run(order(out, "--scale", "4", "--set", "seed=8"));
    assertThat(refused.status()).as(refused.err()).isEqualTo(Espalier.USAGE);
    assertThat(refused.err())
        .contains(out + " " + why)
        .endsWith("Choose another folder with --out.\n");
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
    assertThat(refused.status()).isEqualTo(Espalier.FAILED);
    assertThat(refused.err()).contains("tensor 'fc.bias' has the shape [2], expected [3].");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void withoutAPathOrAScaleItSaysWhatIsMissing() {
    Terminal nothing = Terminal.run("thumb");
    assertThat(nothing.status()).isEqualTo(Espalier.USAGE);
    assertThat(nothing.err()).contains("Say whose weights shall read thumbnails");
    Terminal scale = Terminal.run("thumb", spec, "--weights", weights);
    assertThat(scale.status()).isEqualTo(Espalier.USAGE);
    assertThat(scale.err()).contains("Say how small thumbnails shall be");
  }
}
