/**
 * Networks that choose a resolution for every image: their settings, and the blueprints of
 * classifiers and predictor.
 */
package io.espalier.space.dynamic;
