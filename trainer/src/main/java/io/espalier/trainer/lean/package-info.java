/** Lean convolutions in place of the dense ones of a trained network. */
package io.espalier.trainer.lean;
