package io.espalier.engine.tune;

import io.espalier.space.Architecture;
import io.espalier.space.spec.Data;
import io.espalier.space.spec.Training;
import io.espalier.space.thumbnail.Thumbnailing;

/**
 * What 'espalier thumb' is asked for, as plain data.
 *
 * @param teacher the trained network
 * @param file its weights, an absolute path
 * @param weights SHA-256 of the file
 * @param settings how thumbnails are learned
 * @param data images to learn from and to measure on
 * @param training how downscaler and student are trained
 * @param seed of all random draws
 */
public record ThumbOrder(
    Architecture teacher,
    String file,
    String weights,
    Thumbnailing settings,
    Data data,
    Training training,
    long seed) {}
