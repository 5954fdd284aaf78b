/** The one form of JSON in which specs, journals and results are written. */
package io.espalier.space.json;
