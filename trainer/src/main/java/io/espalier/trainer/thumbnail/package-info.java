/** Training networks to read thumbnails, and downscalers to make them. */
package io.espalier.trainer.thumbnail;
