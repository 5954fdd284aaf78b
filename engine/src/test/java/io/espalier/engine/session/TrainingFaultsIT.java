package io.espalier.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.espalier.engine.faults.Disk.Failure;
import io.espalier.engine.faults.Disk.Place;
import io.espalier.engine.journal.Moves;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Plan;
import io.espalier.space.Task;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecReader;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.LoadProgress;
import io.espalier.trainer.learn.LocalTrialRunner;
import io.espalier.trainer.network.Torch;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training whose disk fails at every place in turn: checkpoints and weights of the trainer. */
class TrainingFaultsIT {

  private static final String SPEC =
      """
      name: tiny
      data: {train: train, test: train, validation: 0.25}
      family: resnet-cifar
      base: {resolution: 12, stages: [{depth: 1, width: 2}, {depth: 1, width: 4}]}
      budget: {macs: 100k}
      train: {epochs: 2, batch: 8, optimizer: {sgd: {rate: 0.05, momentum: 0.9}}, averaging: 0.9}
      """;

  private static final int SIDE = 12;
  private static final int IMAGES = 32;

  @TempDir Path folder;

  private void writeImages() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    try (DataOutputStream images = file("train-images-idx3-ubyte");
        DataOutputStream labels = file("train-labels-idx1-ubyte")) {
      labels.writeInt(0x801);
      labels.writeInt(IMAGES);
      images.writeInt(0x803);
      images.writeInt(IMAGES);
      images.writeInt(SIDE);
      images.writeInt(SIDE);
      byte[] pixels = new byte[SIDE * SIDE];
      for (int i = 0; i < IMAGES; i++) {
        random.nextBytes(pixels);
        images.write(pixels);
        labels.writeByte(i % 2);
      }
    }
  }

  private DataOutputStream file(String name) throws IOException {
    return new DataOutputStream(Files.newOutputStream(folder.resolve(name)));
  }

  @Test
  void aTrainingEndsInTheSameBytesWhereverItsDiskFails() throws IOException {
    writeImages();
    SearchSpec spec =
        new SpecReader()
            .read(Files.writeString(folder.resolve("tiny.yaml"), SPEC), List.of())
            .spec();
    Event.Started started = Moves.started(new Plan.Train(spec.space().base()), new Task(1, 2));
    try (Dataset dataset =
        Dataset.open(
            folder, spec.data().images().orElseThrow(), spec.seed(), LoadProgress.SILENT)) {
      DisturbedRun run =
          new DisturbedRun(
              folder,
              spec,
              started,
              Optional.empty(),
              weights ->
                  new LocalTrialRunner(
                      dataset, weights, Torch.start(1, Optional.of("cpu")), Ticker.systemTicker()));
      assertThat(run.assertFindsTheSameAfterEvery(Failure.HALFWAY))
          .extracting(Place::file)
          .contains("trial-000.checkpoint.safetensors", "trial-000.safetensors");
    }
  }
}
