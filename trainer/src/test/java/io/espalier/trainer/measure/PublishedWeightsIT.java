package io.espalier.trainer.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableSortedMap;
import io.espalier.space.SharedData;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.spec.Data;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.LoadProgress;
import io.espalier.trainer.data.Upload;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published weights do here what they do where they were made. */
class PublishedWeightsIT {

  private static final int BATCH = 32;

  /** The classes of Imagenette, by their numbers in ImageNet-1K. */
  private static final SortedMap<String, Integer> IMAGENETTE =
      ImmutableSortedMap.<String, Integer>naturalOrder()
          .put("n01440764", 0)
          .put("n02102040", 217)
          .put("n02979186", 482)
          .put("n03000684", 491)
          .put("n03028079", 497)
          .put("n03394916", 566)
          .put("n03417042", 569)
          .put("n03425413", 571)
          .put("n03445777", 574)
          .put("n03888257", 701)
          .buildOrThrow();

  @Test
  void resNet20OnCifar10() throws IOException {
    Blueprint plan =
        Families.draw(Families.preset("resnet-cifar-20-a").architecture(), Task.CIFAR_10);
    Weights weights = read("cifar10_resnet20_akamaster.safetensors", plan);
    Data.Images data =
        Data.Images.builder("cifar10-lossless-5k.zip!/train")
            .test("cifar10-lossless-5k.zip!/test")
            .validation(0.5)
            .limit(20)
            .normalisation(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225))
            .build();
    try (Dataset dataset = open(data)) {
      Scoring scoring = Scoring.of(Task.CIFAR_10);
      score(plan, weights, dataset, scoring::add);
      assertThat(scoring.measurement().images()).isEqualTo(1000);
      assertThat(scoring.measurement().score()).isCloseTo(0.915, within(0.003));
    }
  }

  /** With symmetric padding, though the weights were trained with TensorFlow's. */
  @ParameterizedTest(name = "at {0}: {1} among 1,000 classes, {2} among the ten")
  @CsvSource({"128, 0.424, 0.866", "224, 0.557, 0.951"})
  void mobileNetV2OnImagenette(int resolution, double amongAll, double amongTen)
      throws IOException {
    Blueprint plan =
        Families.draw(
            Families.preset("mobilenet-v2-1.0@" + resolution).architecture(), Task.IMAGENET);
    Weights weights = read("imagenet_mobilenet_v2_1.0_224_dequant.safetensors", plan);
    Data.Images data =
        Data.Images.builder("imagenette2-128.zip!/train")
            .test("imagenette2-128.zip!/val")
            .validation(0.5)
            .limit(20)
            .classes(1000)
            .classIndex(IMAGENETTE)
            .testEvery(6)
            .normalisation(Collections.nCopies(3, 0.5), Collections.nCopies(3, 0.5))
            .build();
    try (Dataset dataset = open(data)) {
      Set<Integer> ten = dataset.labels();
      Scoring all = Scoring.of(Task.IMAGENET);
      Scoring some = Scoring.of(Task.IMAGENET);
      score(
          plan,
          weights,
          dataset,
          (scores, labels) -> {
            all.add(scores, labels);
            for (int i = 0; i < scores.length; i++) {
              scores[i] = ten.contains(i % 1000) ? scores[i] : Float.NEGATIVE_INFINITY;
            }
            some.add(scores, labels);
          });
      assertThat(all.measurement().images()).isEqualTo(655);
      assertThat(all.measurement().score()).isCloseTo(amongAll, within(0.015));
      assertThat(some.measurement().score()).isCloseTo(amongTen, within(0.015));
    }
  }

  private static Weights read(String file, Blueprint plan) throws IOException {
    Path path = SharedData.file("weights/" + file);
    return WeightsFile.read(SafetensorsFile.open(path), TensorLayout.of(plan));
  }

  private static Dataset open(Data.Images data) {
    Path zip = SharedData.file("data/" + data.train().replaceAll("!.*", ""));
    return Dataset.open(zip.getParent(), data, 1, LoadProgress.SILENT);
  }

  /** Runs the test images once, to score them in more than one way. */
  private static void score(
      Blueprint plan, Weights weights, Dataset dataset, BiConsumer<float[], int[]> scoring) {
    ImageSet test = dataset.test().orElseThrow();
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, weights, manager);
        Batches batches = Batches.inOrder(test, dataset.normalisation(), BATCH)) {
      while (batches.hasNext()) {
        Batch next = batches.next();
        try (NDManager scratch = manager.newSubManager()) {
          NDArray images = Upload.images(next, scratch);
          scoring.accept(
              network.forward(images, Pass.INFERENCE).toFloatArray(), next.labels().clone());
        }
      }
    }
  }
}
