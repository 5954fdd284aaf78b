/** What every way of learning has in common, and how ordinary networks learn. */
package io.espalier.trainer.method;
