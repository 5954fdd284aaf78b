/** Plans that work on a trained network, and measurements of one. */
package io.espalier.engine.tune;
