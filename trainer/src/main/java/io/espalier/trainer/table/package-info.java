/** Tables of accuracies, which replace training when strategies are compared. */
package io.espalier.trainer.table;
