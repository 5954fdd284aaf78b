package io.espalier.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableSortedMap;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.json.Json;
import io.espalier.space.spec.Augmentation;
import io.espalier.space.spec.Optimizer;
import io.espalier.space.spec.Schedule;
import io.espalier.space.spec.Training;
import io.espalier.space.thumbnail.Thumbnailing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A trial goes in and out as plain data. */
class TrialJsonTest {

  private static final JsonMapper JSON = Json.newMapper();

  private static final TrainedFile OTHER =
      new TrainedFile(Evaluations.SMALL, "/a b/c.safetensors", "cd34");

  private static final Notes NOTES =
      Notes.NONE
          .with("projected", new Classification(10, 0, 5, Double.POSITIVE_INFINITY))
          .withLayers(
              List.of(
                  new Notes.LeanLayer(
                      "layer1.0.conv1",
                      "stage 1",
                      "depthwise",
                      99,
                      11,
                      0.1,
                      OptionalDouble.of(0.2),
                      OptionalDouble.empty())))
          .withFile("downscaler", "ef56");

  static Stream<Trial> trials() {
    Optimizer sgd = new Optimizer.Sgd(0.1, 0.9, true, 5e-4);
    Training plain =
        new Training(2, 64, sgd, new Schedule.Cosine(), 0, 0, OptionalDouble.empty(), Set.of());
    Training rich =
        new Training(
            9,
            128,
            new Optimizer.AdamW(1e-3, 0.9, 0.999, 1e-8, 0.05),
            new Schedule.Cosine(),
            1.5,
            0.1,
            OptionalDouble.of(0.999),
            Set.of(Augmentation.values()));
    Task task = new Task(3, 2);
    Trial drawn = Trial.of(0, Evaluations.SMALL, task, plain, HeldOut.VALIDATION, 7);
    return Stream.of(
        drawn,
        drawn.measuringEpochs(),
        Trial.of(
                12,
                Evaluations.SMALL.withOption("shortcut", "a").withStage(0, new Stage(2, 4, 1.25)),
                task,
                rich,
                HeldOut.TEST,
                Long.MAX_VALUE)
            .from(new Trial.Parent(3, Evaluations.SMALL, "ab12")),
        drawn.from(new Trial.Start(OTHER, true)),
        drawn.from(new Trial.Projected(OTHER, true, 512)),
        drawn.learning(new Trial.Distilled(OTHER, new Distillation(0.9, 4, 0.5))),
        drawn.learning(
            new Trial.ChoosingResolutions(
                DynamicResolution.of(DynamicResolution.When.SEARCH, List.of(1.0, 0.5), 0.7))),
        drawn.learning(new Trial.ReadingThumbnails(OTHER, Thumbnailing.of(2))));
  }

  static Stream<Outcome> outcomes() {
    return Stream.of(
        new Outcome.Trained(
            new Classification(10_000, 1, 5, 0.1 + 0.2), "ab", new Timing(1e-9, 1e9, 1 / 3.0)),
        new Outcome.Trained(
            new Classification(10, 1, 5, 1).withChoices(new Choices(List.of(7L, 0L, 3L))),
            "ab",
            new Timing(1, 1, 1)),
        new Outcome.Trained(
            new Classification(10, 1, 5, 1),
            "ab",
            new Timing(1, 1, 1, Optional.of(ImmutableSortedMap.of("student", 0.5))),
            Optional.of(NOTES)),
        new Outcome.Failed("The training diverged: the loss was NaN in \"epoch\" 1."),
        new Outcome.Refused("1,000 MACs are over the budget of 900."));
  }

  @ParameterizedTest
  @MethodSource("trials")
  void aTrialComesBackAsItWas(Trial trial) throws JsonProcessingException {
    assertThat(JSON.readValue(JSON.writeValueAsString(trial), Trial.class)).isEqualTo(trial);
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void anOutcomeComesBackAsItWas(Outcome outcome) throws JsonProcessingException {
    assertThat(JSON.readValue(JSON.writeValueAsString(outcome), Outcome.class)).isEqualTo(outcome);
  }

  @Test
  void anOutcomeSaysWhichItIs() throws JsonProcessingException {
    assertThat(JSON.writeValueAsString(new Outcome.Failed("no")))
        .isEqualTo("{\"outcome\":\"failed\",\"reason\":\"no\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"outcome\":\"lost\",\"reason\":\"no\"}",
        "{\"reason\":\"no\"}",
        "{\"outcome\":\"failed\",\"reason\":\"no\",\"more\":1}",
        "{\"outcome\":\"trained\",\"measurement\":{\"images\":1,\"topOneCorrect\":2,"
            + "\"topFiveCorrect\":2,\"loss\":1},\"weights\":\"\",\"timing\":{\"latencyMillis\":1,"
            + "\"seconds\":1,\"imagesPerSecond\":1}}"
      })
  void whatIsNoOutcomeIsRefused(String json) {
    assertThatThrownBy(() -> JSON.readValue(json, Outcome.class))
        .isInstanceOf(JsonProcessingException.class);
  }
}
