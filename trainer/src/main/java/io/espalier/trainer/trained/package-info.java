/** Networks that were trained: what they say of images, and how well they do. */
package io.espalier.trainer.trained;
