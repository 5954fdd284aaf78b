package io.espalier.engine.session;

/**
 * How much a run has to do, as far as it can be known.
 *
 * @param trials candidates that will be tried, if every axis proposes in every round
 * @param done candidates that have an outcome
 * @param trainImages training images of an epoch
 * @param epochs epochs of a candidate, on average
 * @param epochsInFull epochs of base and winner in the end
 * @param networksInFull networks that are still to be trained in full
 * @param baseMacs multiply-accumulates of the base
 * @param budgetMacs multiply-accumulates of the winner, about
 */
public record RunPlan(
    int trials,
    int done,
    int trainImages,
    double epochs,
    int epochsInFull,
    int networksInFull,
    long baseMacs,
    long budgetMacs) {

  /** There is nothing to do. */
  public static final RunPlan NOTHING = new RunPlan(0, 0, 0, 0, 0, 0, 0, 0);

  /** Returns the work of the candidates that are left after so many, in MACs of training images. */
  public double workAfter(int tried) {
    double middle = Math.sqrt((double) baseMacs * budgetMacs);
    return Math.max(0, trials - tried) * middle * epochs * trainImages
        + networksInFull * 0.5 * (baseMacs + budgetMacs) * epochsInFull * trainImages;
  }

  /** Returns the plan of what comes after the search: its trials are the networks in full. */
  public RunPlan inFull() {
    return new RunPlan(
        done + networksInFull,
        done,
        trainImages,
        epochsInFull,
        epochsInFull,
        0,
        baseMacs,
        budgetMacs);
  }
}
