/** Exact counts of multiply-accumulates and parameters. */
package io.espalier.space.macs;
