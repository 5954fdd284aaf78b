/**
 * The command line: reads what a user asks for, calls the engine, and shows the answer. The exit
 * status is in {@link io.espalier.cli.Exit}.
 */
package io.espalier.cli;
