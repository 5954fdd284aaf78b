/** Searches many times on a table of accuracies, to compare strategies. */
package io.espalier.engine.bench;
