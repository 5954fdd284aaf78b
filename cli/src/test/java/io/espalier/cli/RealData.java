package io.espalier.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Real images and published weights, which lie beside the repository; tests skip without them. */
final class RealData {

  private static final Path SHARED = Path.of("../../shared").toAbsolutePath().normalize();

  private RealData() {}

  static Path file(String name) {
    Path file = SHARED.resolve(name);
    assumeTrue(Files.exists(file), () -> file + " is missing");
    return file;
  }

  /**
   * Returns the words that let a spec learn from a zip of images.
   *
   * @param test the folder of the test images
   * @param limit so many training images
   */
  static Object[] images(String zip, String test, int limit) {
    Path images = file(zip);
    return set(
        "data.train=" + images + "!/train",
        "data.test=" + images + "!/" + test,
        "data.limit=" + limit);
  }

  /** Returns the words that change a spec. */
  static Object[] set(String... settings) {
    return Stream.of(settings).flatMap(setting -> Stream.of("--set", setting)).toArray();
  }

  /** Trains the network of a spec in this process; returns the folder of the run. */
  static Path train(Path spec, Path runs, String name, Object... more) {
    Terminal.succeed("train", spec, here(runs, name), more);
    return runs.resolve(name);
  }

  /** Returns the words that make a run in this process, with one thread. */
  static Object[] here(Path runs, String name) {
    return new Object[] {"--runs", runs, "--name", name, "--threads", 1, "--workers", 0};
  }

  /** Reads what a run found. */
  static JsonNode results(Path run) throws IOException {
    return Json.newMapper().readTree(run.resolve("results.json").toFile());
  }

  static double topOne(JsonNode measurement) {
    return measurement.get("topOneCorrect").asDouble() / measurement.get("images").asDouble();
  }
}
