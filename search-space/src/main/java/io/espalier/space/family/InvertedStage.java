package io.espalier.space.family;

/**
 * A stage of inverted residuals, as a row of a paper's table describes it.
 *
 * @param expansion how many times wider a block is inside than its input
 * @param kernel side of the depth-wise kernel
 * @param width channels of the output
 * @param depth number of blocks
 * @param stride of the first block
 */
record InvertedStage(int expansion, int kernel, int width, int depth, int stride) {}
