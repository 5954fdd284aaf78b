/** Fitting lean convolutions to the responses of the dense convolutions that they replace. */
package io.espalier.trainer.reconstruct;
