/**
 * Training of candidates and networks: optimizers, checkpoints, and the files that a training
 * leaves.
 */
package io.espalier.trainer.learn;
