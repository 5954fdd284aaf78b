package io.espalier.space.spec;

import com.google.common.base.Ascii;
import io.espalier.space.spec.Optimizer.AdamW;
import io.espalier.space.spec.Optimizer.Sgd;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes records of the sections {@code train} and {@code final}. */
final class TrainingBinder {

  static final int BATCH = 128;
  static final Sgd SGD = new Sgd(0.1, 0.9, false, 5e-4);
  private static final AdamW ADAM_W = new AdamW(1e-3, 0.9, 0.999, 1e-8, 0.01);

  private final SpecProblems findings;

  TrainingBinder(SpecProblems findings) {
    this.findings = findings;
  }

  /**
   * Makes a training.
   *
   * @param own the section
   * @param other the section that has what the own one leaves out
   */
  Optional<Training> training(Section own, Section other) {
    Optional<Optimizer> optimizer =
        giver("optimizer", own, other)
            .section("optimizer")
            .map(this::optimizer)
            .orElse(Optional.of(SGD));
    // All but the length of the warm-up is checked by now.
    return optimizer.flatMap(
        known ->
            findings.attempt(
                own.at("warmup"),
                () ->
                    new Training(
                        giver("epochs", own, other).integer("epochs").orElseThrow(),
                        giver("batch", own, other).integer("batch").orElse(BATCH),
                        known,
                        schedule(giver("schedule", own, other)),
                        giver("warmup", own, other).number("warmup").orElse(0),
                        giver("labelSmoothing", own, other).number("labelSmoothing").orElse(0),
                        giver("averaging", own, other).number("averaging"),
                        augment(giver("augment", own, other)))));
  }

  private static Section giver(String key, Section own, Section other) {
    return own.has(key) ? own : other;
  }

  private Optional<Optimizer> optimizer(Section section) {
    return section
        .section("sgd")
        .map(sgd -> findings.<Optimizer>attempt(sgd.path(), () -> sgd(sgd)))
        .orElseGet(
            () -> {
              Section adamW = section.sectionOrEmpty("adamw");
              return findings.attempt(adamW.path(), () -> adamW(adamW));
            });
  }

  private static Sgd sgd(Section section) {
    return new Sgd(
        section.number("rate").orElse(SGD.rate()),
        section.number("momentum").orElse(SGD.momentum()),
        section.truth("nesterov").orElse(SGD.nesterov()),
        section.number("decay").orElse(SGD.decay()));
  }

  private static AdamW adamW(Section section) {
    return new AdamW(
        section.number("rate").orElse(ADAM_W.rate()),
        section.number("beta1").orElse(ADAM_W.beta1()),
        section.number("beta2").orElse(ADAM_W.beta2()),
        section.number("epsilon").orElse(ADAM_W.epsilon()),
        section.number("decay").orElse(ADAM_W.decay()));
  }

  private static Schedule schedule(Section section) {
    if (section.isText("schedule")) {
      return section.text("schedule").orElseThrow().equals("constant")
          ? new Schedule.Constant()
          : new Schedule.Cosine();
    }
    return section
        .section("schedule")
        .map(steps -> steps.sectionOrEmpty("step"))
        .<Schedule>map(
            step ->
                new Schedule.Step(
                    step.number("every").orElseThrow(), step.number("factor").orElseThrow()))
        .orElseGet(Schedule.Cosine::new);
  }

  private static Set<Augmentation> augment(Section section) {
    return section.words("augment").stream()
        .map(name -> Augmentation.valueOf(Ascii.toUpperCase(name)))
        .collect(Collectors.toSet());
  }
}
