/**
 * What a network is worth: budget, plan, trial, events, measurement, score and Pareto front. The
 * port through which trials are trained is here, too.
 */
package io.espalier.evaluator;
