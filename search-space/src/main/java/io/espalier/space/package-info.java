/**
 * The search space: architectures, their stages and densities, and the seeds of random numbers. All
 * other modules depend on this one, and it knows none of them.
 */
package io.espalier.space;
