/**
 * Networks that read thumbnails: their settings, and the blueprints of teacher, student and
 * downscaler.
 */
package io.espalier.space.thumbnail;
