/** Objectives of a training: what a network learns from a batch. */
package io.espalier.trainer.objective;
