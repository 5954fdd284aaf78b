/** What weights files say of the networks that they are for. */
package io.espalier.trainer.card;
