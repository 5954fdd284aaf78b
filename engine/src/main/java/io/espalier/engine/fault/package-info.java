/** What can go wrong around a run, and how it is said to people. */
package io.espalier.engine.fault;
