/**
 * Hash tables for state that is filled once and then read: groups of values and combined
 * accumulators by key, larger than memory if need be.
 *
 * <p>Depends on {@code state.codec}, {@code state.memory} and {@code state.segment}. Entry types:
 * {@link dev.pathway.beam.state.table.GroupTable} and {@link
 * dev.pathway.beam.state.table.CombineTable}.
 */
@NullMarked
package dev.pathway.beam.state.table;

import org.jspecify.annotations.NullMarked;
