/**
 * Surrogates of score and latency: Gaussian processes that are fitted to the history of a search.
 */
package io.espalier.searcher.surrogate;
