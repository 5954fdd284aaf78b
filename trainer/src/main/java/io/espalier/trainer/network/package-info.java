/** Networks on PyTorch: built from blueprints, for training and for inference. */
package io.espalier.trainer.network;
