/**
 * Worker processes: how they are started, what is said between them and their parent, and the watch
 * over them.
 */
package io.espalier.engine.worker;
