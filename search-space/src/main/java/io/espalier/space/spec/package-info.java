/**
 * Specs: reading them from YAML, checking them, and their canonical form. A mistake is reported
 * with its file, line and remedy.
 */
package io.espalier.space.spec;
