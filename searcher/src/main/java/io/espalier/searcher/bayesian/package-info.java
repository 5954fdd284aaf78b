/**
 * Bayesian optimisation with OptaPlanner: a local search finds the architectures with the greatest
 * expected improvement within the budget.
 */
package io.espalier.searcher.bayesian;
