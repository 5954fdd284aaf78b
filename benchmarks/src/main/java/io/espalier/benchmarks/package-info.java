/** Measures how fast parts of the program are. */
package io.espalier.benchmarks;
