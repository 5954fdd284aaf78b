/**
 * Strategies that propose the next architectures to try. A proposal depends only on the spec, the
 * seed and the history.
 */
package io.espalier.searcher;
