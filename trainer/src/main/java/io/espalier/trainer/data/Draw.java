package io.espalier.trainer.data;

/**
 * What the random choices of an epoch are made from: equal draws give equal batches, wherever in
 * the epoch one starts.
 *
 * @param seed of the run
 * @param trial number of the trial
 * @param epoch number of the epoch
 */
public record Draw(long seed, long trial, int epoch) {}
