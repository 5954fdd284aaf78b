/** What may grow in a network, how far, and in which steps. */
package io.espalier.space.growth;
