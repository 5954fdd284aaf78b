/**
 * Families of networks. Each turns an architecture into a blueprint, and knows the published
 * networks of its kind.
 */
package io.espalier.space.family;
