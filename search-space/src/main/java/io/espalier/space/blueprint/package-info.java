/**
 * Blueprints: the layers of a network in order, with names, shapes and costs. The MAC ledger, the
 * trainer and the reports read them.
 */
package io.espalier.space.blueprint;
