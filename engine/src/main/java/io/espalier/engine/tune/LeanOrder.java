package io.espalier.engine.tune;

import io.espalier.evaluator.Trial;
import io.espalier.space.Architecture;
import io.espalier.space.spec.Data;
import io.espalier.space.spec.Training;
import java.util.Optional;

/**
 * What 'espalier lean' is asked for, as plain data.
 *
 * @param dense the trained network
 * @param file its weights, an absolute path
 * @param weights SHA-256 of the file
 * @param lean the network that is wanted: the same with other densities
 * @param data images to learn from and to measure on
 * @param training how it is fine-tuned
 * @param seed of all random draws
 * @param fit whether the projection is fitted to the dense network's responses
 * @param calibration images for that, and for the calibration of batch norm
 * @param teacher what is learned from beside the labels, if anything
 */
public record LeanOrder(
    Architecture dense,
    String file,
    String weights,
    Architecture lean,
    Data data,
    Training training,
    long seed,
    boolean fit,
    int calibration,
    Optional<Trial.Teacher> teacher) {}
