/** Weights of networks: their layout in memory, and safetensors files. */
package io.espalier.trainer.weights;
