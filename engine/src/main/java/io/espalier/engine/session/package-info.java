/**
 * One process at work on a run: checks the spec, shares the machine out, proposes and trains to the
 * end.
 */
package io.espalier.engine.session;
