// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the inputs of a group, or of a part of it.
 *
 * @param inputs the number of different inputs, at least 1
 * @param mark their marks merged into one, 0 if there are none
 * @param accumulator their accumulator
 * @param <A> the type of the accumulator
 */
public record Aggregate<A extends @Nullable Object>(long inputs, long mark, A accumulator) {}
