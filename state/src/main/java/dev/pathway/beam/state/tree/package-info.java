// SPDX-License-Identifier: Apache-2.0
/**
 * Aggregates of groups that are kept with their inputs from epoch to epoch: accumulators of any
 * kind, brought up to date by merging those along a path of a tree.
 *
 * <p>Depends on {@code state.trace}, {@code state.table}, {@code state.segment} and {@code
 * state.codec}. Entry type: {@link dev.pathway.beam.state.tree.AggregateTrees}.
 */
@NullMarked
package dev.pathway.beam.state.tree;

import org.jspecify.annotations.NullMarked;
