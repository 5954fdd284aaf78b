package io.espalier.evaluator;

/**
 * How long a trial took; kept apart from what is the same in every run.
 *
 * @param latencyMillis median time for one image at batch 1
 * @param seconds time of the whole trial, in this process
 * @param imagesPerSecond training images a second
 */
public record Timing(double latencyMillis, double seconds, double imagesPerSecond) {}
