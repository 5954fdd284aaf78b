/** How well and how fast networks are, and what is found out about them on the way. */
package io.espalier.trainer.measure;
