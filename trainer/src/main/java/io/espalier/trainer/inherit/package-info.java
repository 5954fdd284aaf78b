/**
 * Weights that a grown network inherits from its parent, such that it computes the same function.
 */
package io.espalier.trainer.inherit;
