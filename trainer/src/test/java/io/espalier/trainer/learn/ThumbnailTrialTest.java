package io.espalier.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.TrainedFile;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialEvent;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.spec.Optimizer;
import io.espalier.space.spec.Training;
import io.espalier.space.thumbnail.Thumbnailing;
import io.espalier.trainer.Blobs;
import io.espalier.trainer.card.ModelCard;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.Picture;
import io.espalier.trainer.measure.HeldOutImages;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.thumbnail.ThumbnailCard;
import io.espalier.trainer.thumbnail.Thumbnailer;
import io.espalier.trainer.trained.TrainedNetwork;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.WeightsException;
import io.espalier.trainer.weights.WeightsFile;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small network learns blobs, and then to read them in thumbnails of a quarter of the pixels,
 * enlarged.
 */
class ThumbnailTrialTest {

  private static final Architecture TEACHER =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 8), Stage.of(1, 16)));

  private static final Thumbnailing SETTINGS =
      new Thumbnailing(2, OptionalDouble.of(1.5), 1, 2, 1, 1, OptionalInt.empty(), 0.5, 0.5, 0);

  private final Torch torch = Torch.start(1, Optional.of("cpu"));

  @TempDir private Path folder;
  private Dataset dataset;
  private TrainedFile teacher;

  @BeforeEach
  void trainTheTeacher() throws IOException {
    dataset = Blobs.in(folder, 320);
    Trial trial = Trial.of(0, TEACHER, dataset.task(), training(10, 0.05), HeldOut.TEST, 5);
    Outcome.Trained outcome = trained("teacher", trial, StoppingAfter.never());
    teacher = new TrainedFile(TEACHER, files("teacher").weights(0).toString(), outcome.weights());
  }

  @AfterEach
  void closeImages() {
    dataset.close();
  }

  private WeightsFolder files(String name) throws IOException {
    return new WeightsFolder(Files.createDirectories(folder.resolve(name)));
  }

  private static Training training(int epochs, double rate) {
    return Training.builder(epochs)
        .batch(16)
        .optimizer(new Optimizer.Sgd(rate, 0.9, true, 5e-4))
        .build();
  }

  private Trial trial(Thumbnailing settings) {
    Architecture student = TEACHER.withResolution(settings.readingSide(12));
    return Trial.of(0, student, dataset.task(), training(4, 0.01), HeldOut.TEST, 7)
        .learning(new Trial.ReadingThumbnails(teacher, settings))
        .measuringEpochs();
  }

  private Optional<Outcome> run(String name, Trial trial, StoppingAfter monitor)
      throws IOException {
    return new LocalTrialRunner(dataset, files(name), torch, Ticker.systemTicker())
        .run(trial, monitor);
  }

  private Outcome.Trained trained(String name, Trial trial, StoppingAfter monitor)
      throws IOException {
    return (Outcome.Trained) run(name, trial, monitor).orElseThrow();
  }

  private static List<Notes.Step> steps(StoppingAfter monitor) {
    return monitor.events(TrialEvent.Measured.class).stream()
        .map(event -> new Notes.Step(event.step(), event.measurement()))
        .toList();
  }

  @Test
  void theStudentLearnsWhatThePlainThumbnailsLose() throws IOException {
    StoppingAfter monitor = StoppingAfter.never();
    Outcome.Trained outcome = trained("whole", trial(SETTINGS), monitor);
    Notes notes = outcome.notes().orElseThrow();
    assertThat(notes.steps())
        .extracting(Notes.Step::name)
        .containsExactly(
            "teacher",
            "plain thumbnails",
            "epoch 1",
            "epoch 2",
            "epoch 3",
            "epoch 4",
            "thumbnails of 8 bits");
    assertThat(steps(monitor)).isEqualTo(notes.steps());
    double teachers = notes.steps().get(0).measurement().score();
    double start = notes.steps().get(1).measurement().score();
    double ofFiles = notes.steps().get(6).measurement().score();
    assertThat(teachers).isGreaterThan(0.85);
    assertThat(outcome.measurement().score()).isGreaterThan(start).isGreaterThan(0.85);
    assertThat(ofFiles).isCloseTo(outcome.measurement().score(), within(0.03));
    assertThat(outcome.timing().parts().orElseThrow()).containsOnlyKeys("student", "teacher");
    assertThat(notes.files())
        .containsExactly(Map.entry("downscaler", WeightsFile.sha256(files("whole").downscaler(0))));
    assertThat(outcome.weights()).isEqualTo(WeightsFile.sha256(files("whole").weights(0)));
    readsItsOwnFiles(notes.steps().get(6).measurement());
  }

  /** What is written down are thumbnails, and an ordinary network that reads them. */
  private void readsItsOwnFiles(Measurement measured) throws IOException {
    SafetensorsFile downscaler = SafetensorsFile.open(files("whole").downscaler(0));
    SafetensorsFile weights = SafetensorsFile.open(files("whole").weights(0));
    ThumbnailCard card = ThumbnailCard.read(downscaler);
    ModelCard student = ModelCard.read(weights).orElseThrow();
    assertThat(student.side()).isEqualTo(6);
    assertThat(student.architecture().resolution()).isEqualTo(9);
    try (NDManager manager = torch.newManager();
        Network network =
            new Network(
                card.plan().downscaler(),
                WeightsFile.read(downscaler, TensorLayout.of(card.plan().downscaler())),
                manager);
        TrainedNetwork reader =
            TrainedNetwork.read(weights, student.architecture(), student.task(), manager)) {
      List<Picture> thumbnails =
          Thumbnailer.of(network, card.normalisation())
              .pictures(dataset.test().orElseThrow(), manager);
      assertThat(thumbnails).hasSize(80).allMatch(picture -> picture.width() == 6);
      HeldOutImages images =
          new HeldOutImages(
              new ThumbnailImages(thumbnails, dataset.test().orElseThrow()),
              student.normalisation(),
              16);
      assertThat(reader.measure(images, manager).score()).isEqualTo(measured.score());
    }
  }

  @Test
  void whatIsStoppedEverySoOftenEndsInTheSameBytes() throws IOException {
    Outcome.Trained whole = trained("whole", trial(SETTINGS), StoppingAfter.never());
    Optional<Outcome> outcome = Optional.empty();
    List<Notes.Step> told = new ArrayList<>();
    int slices = 0;
    while (outcome.isEmpty()) {
      StoppingAfter monitor = new StoppingAfter(11);
      outcome = run("slices", trial(SETTINGS), monitor);
      told.addAll(steps(monitor));
      slices++;
    }
    assertThat(slices).isGreaterThan(4);
    assertThat(told).isEqualTo(whole.notes().orElseThrow().steps());
    assertThat(((Outcome.Trained) outcome.get()).notes()).isEqualTo(whole.notes());
    assertThat(((Outcome.Trained) outcome.get()).measurement()).isEqualTo(whole.measurement());
    assertThat(files("slices").weights(0)).hasSameBinaryContentAs(files("whole").weights(0));
    assertThat(files("slices").downscaler(0)).hasSameBinaryContentAs(files("whole").downscaler(0));
  }

  @Test
  void plainThumbnailsHaveNoDownscaler() throws IOException {
    Outcome.Trained outcome = trained("plain", trial(SETTINGS.plain()), StoppingAfter.never());
    assertThat(files("plain").downscaler(0)).doesNotExist();
    assertThat(outcome.notes().orElseThrow().files()).isEmpty();
    assertThat(outcome.measurement().score()).isGreaterThan(0.5);
  }

  @Test
  void aTeacherThatIsAnotherIsRefused() throws IOException {
    Files.write(Path.of(teacher.file()), new byte[] {1});
    assertThatThrownBy(() -> run("other", trial(SETTINGS), StoppingAfter.never()))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("has the checksum");
  }

  @Test
  void anotherStudentIsRefused() throws IOException {
    Trial trial =
        Trial.of(0, TEACHER, dataset.task(), training(4, 0.01), HeldOut.TEST, 7)
            .learning(new Trial.ReadingThumbnails(teacher, SETTINGS));
    assertThat(run("other", trial, StoppingAfter.never()))
        .get()
        .extracting(outcome -> ((Outcome.Failed) outcome).reason())
        .asString()
        .contains("cannot read the thumbnails; that is the teacher at 9 pixels");
  }
}
