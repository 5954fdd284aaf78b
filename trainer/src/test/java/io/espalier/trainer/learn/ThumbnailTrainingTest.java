package io.espalier.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.spec.Optimizer;
import io.espalier.space.spec.Schedule;
import io.espalier.space.spec.Training;
import io.espalier.space.thumbnail.Thumbnailing;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.Picture;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.thumbnail.Thumbnailer;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small network learns blobs, and then to read them in thumbnails of a quarter of the pixels,
 * enlarged.
 */
class ThumbnailTrainingTest {

  private static final Architecture TEACHER =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 8), Stage.of(1, 16)));

  private static final Thumbnailing SETTINGS =
      new Thumbnailing(2, OptionalDouble.of(1.5), 1, 2, 1, 1, OptionalInt.empty(), 0.5, 0.5, 0);

  private final Torch torch = Torch.start(1, Optional.of("cpu"));

  @TempDir private Path folder;
  private Dataset dataset;
  private String weights;

  @BeforeEach
  void trainTheTeacher() throws IOException {
    dataset = Blobs.in(folder, 320);
    Trial trial =
        new Trial(
            0, TEACHER, dataset.task(), training(10, 0.05), HeldOut.TEST, 5, Optional.empty());
    LocalTrialRunner runner = new LocalTrialRunner(dataset, files(), torch, Ticker.systemTicker());
    assertThat(runner.run(trial, new StoppingAfter(Integer.MAX_VALUE))).isPresent();
    weights = WeightsFile.sha256(files().weights(0));
  }

  @AfterEach
  void closeImages() {
    dataset.close();
  }

  private WeightsFolder files() {
    return new WeightsFolder(folder);
  }

  private static Training training(int epochs, double rate) {
    return new Training(
        epochs,
        16,
        new Optimizer.Sgd(rate, 0.9, true, 5e-4),
        new Schedule.Cosine(),
        0,
        0,
        OptionalDouble.empty(),
        Set.of());
  }

  private ThumbnailTraining training(String name, Thumbnailing settings) throws IOException {
    Path out = Files.createDirectories(folder.resolve(name));
    return new ThumbnailTraining(
        new ThumbnailTrial(
            TEACHER,
            files().weights(0).toString(),
            weights,
            dataset.task(),
            settings,
            training(4, 0.01),
            HeldOut.TEST,
            7),
        dataset,
        new ThumbnailFolder(out),
        torch,
        Ticker.systemTicker());
  }

  @Test
  void theStudentLearnsWhatThePlainThumbnailsLose() throws IOException {
    ThumbnailTraining training = training("whole", SETTINGS);
    double teacher = training.teacher().topOne();
    double start = training.start().topOne();
    assertThat(training.run(new StoppingAfter(Integer.MAX_VALUE))).isTrue();
    ThumbnailTraining.Finished finished = training.finished();
    assertThat(teacher).isGreaterThan(0.85);
    assertThat(finished.inMemory().topOne()).isGreaterThan(start).isGreaterThan(0.85);
    assertThat(finished.fromFiles().topOne()).isCloseTo(finished.inMemory().topOne(), within(0.03));
    assertThat(training.latencies().student()).isPositive();
    readsItsOwnFiles(finished.fromFiles().topOne());
  }

  /** What is written down are thumbnails, and an ordinary network that reads them. */
  private void readsItsOwnFiles(double topOne) throws IOException {
    ThumbnailFolder out = new ThumbnailFolder(folder.resolve("whole"));
    SafetensorsFile downscaler = SafetensorsFile.open(out.downscaler());
    ThumbnailCard card = ThumbnailCard.read(downscaler);
    ModelCard student = ModelCard.read(SafetensorsFile.open(out.student())).orElseThrow();
    assertThat(student.side()).isEqualTo(6);
    assertThat(student.architecture().resolution()).isEqualTo(9);
    try (NDManager manager = torch.newManager();
        Network network =
            new Network(
                card.plan().downscaler(),
                WeightsFile.read(downscaler, TensorLayout.of(card.plan().downscaler())),
                manager);
        TrainedNetwork reader =
            TrainedNetwork.read(
                SafetensorsFile.open(out.student()),
                student.architecture(),
                student.task(),
                manager)) {
      List<Picture> thumbnails =
          Thumbnailer.of(network, card.normalisation())
              .pictures(dataset.test().orElseThrow(), manager);
      assertThat(thumbnails).hasSize(80).allMatch(picture -> picture.width() == 6);
      assertThat(
              reader
                  .measure(
                      new Thumbnails(thumbnails, dataset.test().orElseThrow()),
                      student.normalisation(),
                      16,
                      manager)
                  .topOne())
          .isEqualTo(topOne);
    }
  }

  @Test
  void whatIsStoppedEverySoOftenEndsInTheSameBytes() throws IOException {
    assertThat(training("whole", SETTINGS).run(new StoppingAfter(Integer.MAX_VALUE))).isTrue();
    int slices = 1;
    while (!training("slices", SETTINGS).run(new StoppingAfter(11))) {
      slices++;
    }
    assertThat(slices).isGreaterThan(4);
    for (String file : List.of("student.safetensors", "downscaler.safetensors")) {
      assertThat(folder.resolve("slices").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
  }

  @Test
  void plainThumbnailsHaveNoDownscaler() throws IOException {
    ThumbnailTraining training = training("plain", SETTINGS.plain());
    assertThat(training.run(new StoppingAfter(Integer.MAX_VALUE))).isTrue();
    assertThat(folder.resolve("plain/downscaler.safetensors")).doesNotExist();
    assertThat(training.finished().inMemory().topOne()).isGreaterThan(0.5);
  }

  @Test
  void aTeacherThatIsAnotherIsRefused() throws IOException {
    Files.write(files().weights(0), new byte[] {1});
    assertThatThrownBy(() -> training("other", SETTINGS).start())
        .hasMessageContaining("has the checksum");
  }
}
