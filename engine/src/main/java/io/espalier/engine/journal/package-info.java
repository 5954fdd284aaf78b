/**
 * What a run keeps on disk: its folder, its journal of events, its results, and what they add up
 * to.
 */
package io.espalier.engine.journal;
