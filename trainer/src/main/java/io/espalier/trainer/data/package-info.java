/** Data sets of images: finding, decoding, splitting and augmenting them, and batches of them. */
package io.espalier.trainer.data;
