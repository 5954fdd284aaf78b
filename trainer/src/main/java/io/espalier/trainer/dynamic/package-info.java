/** Training and measuring networks that choose a resolution for every image. */
package io.espalier.trainer.dynamic;
