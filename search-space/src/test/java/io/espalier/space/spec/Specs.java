package io.espalier.space.spec;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Specs to test with. */
final class Specs {

  /** A spec as people write it. */
  static final String QUICKSTART =
      """
      name: quickstart
      seed: 7
      data:
        train: data/fashion-mnist/train      # each of the forms is recognised by looking at it
        test: data/fashion-mnist/test        # never seen by the search
        validation: 0.1
        limit: 6000
      family: resnet-cifar
      base:
        resolution: 28
        stages:
          - {depth: 1, width: 8}
          - {depth: 1, width: 16}
          - {depth: 1, width: 32}
      space:
        resolution: {to: 36, step: 4}
        stages:
          depth: {to: 6}
          width: {to: 128, step: 4}
          resolution: {scales: [1, 1.25, 1.5]}
      budget:
        macs: 6M
        tolerance: 3%
        parameters: 500k
      search:
        strategy: greedy
        steps: 4
      train: {epochs: 2, batch: 128, optimizer: {sgd: {rate: 0.1, momentum: 0.9, decay: 5e-4}}, schedule: cosine, augment: [crop, flip]}
      final: {epochs: 10}
      """;

  /** A spec that says no more than it must. */
  static final String SMALLEST =
      """
      data: {train: images}
      base: resnet-18@128
      budget: {macs: 1G}
      train: {epochs: 5}
      """;

  /** A spec that gives every key, none of them its default. */
  static final String COMPLETE =
      """
      name: complete
      seed: 42
      data:
        train: train.zip!/train
        test: train.zip!/test
        validation: 20%
        limit: 1000
        skipUnreadable: true
        classes: 7
        channels: 3
        side: 96
        mean: [0.1, 0.2, 0.3]
        standardDeviation: [0.4, 0.5, 0.6]
        classIndex: {cat: 6, dog: 0}
        testEvery: 3
      family: resnet
      base:
        options: {block: bottleneck}
        resolution: 64
        stages:
          - {depth: 1, width: 8, scale: 1.5}
          - {depth: 2, width: 16, scale: 0.5}
      weights: {file: weights.safetensors, head: new}
      space:
        resolution: {to: 96, step: 16}
        stages:
          - depth: {to: 3, step: 2}
            width: {to: 64, step: 8}
            resolution: {scales: [1.5, 2]}
          - {}
      budget:
        macs: 12.5M
        tolerance: 0.05
        parameters: 1000k
        latency: 0.25s
        atLeast: 11M
      search:
        strategy: evolution
        population: 20
        mutation: 1e-1
      train:
        epochs: 3
        batch: 64
        optimizer: {adamw: {rate: 2e-3, beta1: 0.8, beta2: 0.99, epsilon: 1e-7, decay: 0.02}}
        schedule: {step: {every: 1.5, factor: 0.2}}
        warmup: 0.5
        labelSmoothing: 0.1
        averaging: 0.999
        augment: [flip]
      final:
        epochs: 30
        batch: 32
        optimizer: {sgd: {rate: 0.2, momentum: 0.8, nesterov: true, decay: 1e-5}}
        schedule: constant
        warmup: 2
        labelSmoothing: 0.2
        averaging: 0.99
        augment: [crop]
      dynamicResolution:
        when: search
        scales: [1, 0.7, 0.4]
        target: 60%
        weight: 0.3
        spread: 0.1
        temperature: 2
        distil: 0.4
        predictor: 0.05
        head: confidence
        joint: 40%
        rate: 0.5
      thumbnail:
        scale: 2
        enlarge: 1.5
        distil: 0.5
        temperature: 4
        features: 0.1
        moments: 10
        stage: 2
        lower: 0.5
        downscaler: 8%
        blocks: 1
      """;

  private static final SpecReader READER = new SpecReader();

  private Specs() {}

  /** Reads a spec from a file {@code spec.yaml} in a folder. */
  static SpecDocument read(Path folder, String yaml, String... overrides) {
    return readBytes(folder, yaml.getBytes(StandardCharsets.UTF_8), overrides);
  }

  static SpecDocument readBytes(Path folder, byte[] yaml, String... overrides) {
    try {
      return READER.read(Files.write(folder.resolve("spec.yaml"), yaml), List.of(overrides));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a bad spec, and returns what is wrong with it, one problem a line, without the folder.
   */
  static String mistakes(Path folder, String yaml, String... overrides) {
    return mistakesOfBytes(folder, yaml.getBytes(StandardCharsets.UTF_8), overrides);
  }

  static String mistakesOfBytes(Path folder, byte[] yaml, String... overrides) {
    SpecException thrown =
        catchThrowableOfType(SpecException.class, () -> readBytes(folder, yaml, overrides));
    return thrown == null ? "" : thrown.getMessage().replace(folder + "/", "");
  }
}
