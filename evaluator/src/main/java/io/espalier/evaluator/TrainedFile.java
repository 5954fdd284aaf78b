package io.espalier.evaluator;

import io.espalier.space.Architecture;

/**
 * A trained network in a file.
 *
 * @param architecture the network
 * @param file its weights, an absolute path
 * @param sha256 SHA-256 of the file, in hexadecimal digits
 */
public record TrainedFile(Architecture architecture, String file, String sha256) {}
