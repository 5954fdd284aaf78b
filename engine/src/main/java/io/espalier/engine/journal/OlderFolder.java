package io.espalier.engine.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableSortedMap;
import io.espalier.engine.fault.RunException;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Distillation;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.TrainedFile;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.growth.Space;
import io.espalier.space.json.Json;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.CanonicalSpec;
import io.espalier.space.spec.Data;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.Training;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.space.thumbnail.Thumbnailing;
import io.espalier.trainer.card.ModelCard;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A folder in which version 0.1 made a network lean, or taught one to read thumbnails, before that
 * was a run: {@code asked.json} says what was asked, {@code lean.json} or {@code thumb.json} what
 * came out. It is read as if it were a finished run.
 */
final class OlderFolder {

  private static final JsonMapper JSON = Json.newMapper();

  private final Path path;
  private final JsonNode asked;

  private OlderFolder(Path path, JsonNode asked) {
    this.path = path;
    this.asked = asked;
  }

  /** Tells whether a path is such a folder. */
  static boolean is(Path path) {
    return Files.isRegularFile(path.resolve("asked.json")) && !RunFolder.isRun(path);
  }

  /**
   * Reads one.
   *
   * @throws RunException if its work was not finished, or it is damaged
   */
  static Run read(Path path) throws IOException {
    try {
      OlderFolder folder = new OlderFolder(path, json(path.resolve("asked.json")));
      if (Files.isRegularFile(path.resolve("lean.json"))) {
        return folder.lean(json(path.resolve("lean.json")));
      }
      if (Files.isRegularFile(path.resolve("thumb.json"))) {
        return folder.thumb(json(path.resolve("thumb.json")));
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new RunException(
          "%s cannot be read: %s. It was changed or damaged; make it again."
              .formatted(path, e.getMessage()),
          e);
    }
    throw new RunException(
        "%s was made by an older Espalier, and its training did not end. Make it again."
            .formatted(path));
  }

  private static JsonNode json(Path file) throws IOException {
    return JSON.readTree(Files.readAllBytes(file));
  }

  private Run lean(JsonNode result) throws IOException {
    Architecture lean = value(result, "lean", Architecture.class);
    Optional<Distillation> distillation =
        Optional.ofNullable(asked.get("teacher"))
            .map(
                teacher ->
                    new Distillation(
                        teacher.get("share").asDouble(),
                        teacher.get("temperature").asDouble(),
                        teacher.path("features").asDouble()));
    Plan plan =
        new Plan.Lean(
            subject("dense"),
            lean,
            asked.path("fit").asBoolean(),
            asked.get("calibration").asInt(),
            distillation);
    List<Notes.Step> steps = new ArrayList<>();
    steps.add(step("dense", result.get("before")));
    steps.add(step("projected", result.get("projected")));
    if (result.has("fitted")) {
      steps.add(step("fitted", result.at("/fitted/measurement")));
    }
    steps.add(step("calibrated", result.get("calibrated")));
    steps.addAll(epochs(result));
    Notes notes = new Notes(steps, layers(result), ImmutableSortedMap.of());
    Measurement last = steps.get(steps.size() - 1).measurement();
    return run(
        plan,
        result,
        path.resolve("lean.safetensors"),
        weights ->
            new Outcome.Trained(last, weights, new Timing(Double.NaN, 0, 0), Optional.of(notes)),
        result.at("/leanCost/macs").asLong(),
        result.at("/leanCost/parameters").asLong());
  }

  private static List<Notes.LeanLayer> layers(JsonNode result) {
    List<Notes.LeanLayer> layers = new ArrayList<>();
    JsonNode fits = result.at("/fitted/layers");
    for (int i = 0; i < result.get("layers").size(); i++) {
      JsonNode layer = result.get("layers").get(i);
      JsonNode fit = fits.path(i);
      layers.add(
          new Notes.LeanLayer(
              layer.get("name").asText(),
              layer.get("part").asText(),
              layer.get("density").asText(),
              layer.get("denseMacs").asLong(),
              layer.get("macs").asLong(),
              layer.get("relativeError").asDouble(),
              number(fit, "projected"),
              number(fit, "fitted")));
    }
    return layers;
  }

  private static OptionalDouble number(JsonNode of, String key) {
    return of.has(key) ? OptionalDouble.of(of.get(key).asDouble()) : OptionalDouble.empty();
  }

  private Run thumb(JsonNode result) throws IOException {
    Plan.Thumb plan =
        new Plan.Thumb(subject("teacher"), value(result, "settings", Thumbnailing.class));
    List<Notes.Step> steps = new ArrayList<>();
    steps.add(step("teacher", result.get("before")));
    steps.add(step("plain thumbnails", result.get("start")));
    steps.addAll(epochs(result));
    steps.add(step("thumbnails of 8 bits", result.get("fromFiles")));
    Notes notes = new Notes(steps, List.of(), ImmutableSortedMap.of());
    Measurement after = value(result, "after", Measurement.class);
    Path student = path.resolve("student.safetensors");
    Task task = card(student).task();
    return run(
        plan,
        result,
        student,
        weights -> new Outcome.Trained(after, weights, timing(), Optional.of(notes)),
        result.at("/macs/total").asLong(),
        ThumbnailPlan.of(plan.teacher().architecture(), task, plan.settings())
            .whole()
            .parameters());
  }

  private Timing timing() {
    try {
      JsonNode latencies = json(path.resolve("latencies.json"));
      return new Timing(
          latencies.get("whole").asDouble(),
          0,
          0,
          Optional.of(
              ImmutableSortedMap.of(
                  "student", latencies.get("student").asDouble(),
                  "teacher", latencies.get("teacher").asDouble())));
    } catch (IOException e) {
      return new Timing(Double.NaN, 0, 0);
    }
  }

  /** What came out, given the checksum of the weights. */
  private interface Found {
    Outcome.Trained with(String weights);
  }

  private Run run(Plan plan, JsonNode result, Path weights, Found found, long macs, long parameters)
      throws IOException {
    Outcome.Trained trained = found.with(WeightsFile.sha256(weights));
    Architecture architecture = plan.only().orElseThrow();
    SearchSpec spec = spec(architecture, macs);
    HeldOut measuredOn = value(result, "measuredOn", HeldOut.class);
    int images = trained.measurement().images();
    Event.Started started =
        new Event.Started(
            3,
            CanonicalSpec.sha256(spec),
            List.of(),
            path.toAbsolutePath().toString(),
            new Event.Images(card(weights).task(), 0, 0, measuredOn == HeldOut.TEST ? images : 0),
            Optional.empty(),
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(spec.name()),
            Optional.of(plan),
            Optional.of(spec));
    Evaluation evaluation =
        new Evaluation(
            0,
            Candidate.fromScratch(architecture, "of an older version"),
            macs,
            parameters,
            trained,
            OptionalDouble.of(trained.measurement().score()),
            OptionalLong.empty());
    return new Run(
        new RunFolder(path),
        started,
        SpecDocument.built(spec, path.resolve("asked.json").toString()),
        Replay.of(
            List.of(
                started,
                new Event.TrainedInFull(Event.Role.WINNER, evaluation),
                new Event.Finished("", Optional.empty()))),
        Optional.empty(),
        weights,
        path.resolve("downscaler.safetensors"));
  }

  private SearchSpec spec(Architecture architecture, long macs) throws IOException {
    return SearchSpec.builder(
            path.toAbsolutePath().normalize().getFileName().toString(),
            value(asked, "data", Data.class),
            Space.of(architecture),
            new Budget(macs, 0.03, OptionalLong.empty(), OptionalDouble.empty()))
        .seed(asked.get("seed").asLong())
        .train(value(asked, "training", Training.class))
        .build();
  }

  private static ModelCard card(Path weights) throws IOException {
    return ModelCard.read(SafetensorsFile.open(weights))
        .orElseThrow(
            () -> new RunException("%s does not say which network it is for.".formatted(weights)));
  }

  private TrainedFile subject(String key) throws IOException {
    return new TrainedFile(
        value(asked, key, Architecture.class),
        asked.get("file").asText(),
        asked.get("weights").asText());
  }

  private static Notes.Step step(String name, JsonNode measurement) throws IOException {
    return new Notes.Step(name, JSON.treeToValue(measurement, Measurement.class));
  }

  private static List<Notes.Step> epochs(JsonNode result) throws IOException {
    List<Notes.Step> steps = new ArrayList<>();
    for (JsonNode epoch : result.get("epochs")) {
      steps.add(step("epoch %d".formatted(steps.size() + 1), epoch));
    }
    return steps;
  }

  private static <T> T value(JsonNode of, String key, Class<T> type) throws IOException {
    return JSON.treeToValue(of.get(key), type);
  }
}
