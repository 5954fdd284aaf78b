package io.espalier.trainer.data;

/**
 * The seed of all random choices of an epoch: equal draws give equal batches, from any start in the
 * epoch.
 *
 * @param seed of the run
 * @param trial number of the trial
 * @param epoch number of the epoch
 */
public record Draw(long seed, long trial, int epoch) {}
