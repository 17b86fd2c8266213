/**
 * The history of a collection as immutable batches of updates, indexed by key.
 *
 * <p>Depends on {@code state.difference}. Entry types: {@link
 * dev.pathway.beam.state.trace.Batcher}, which builds a {@link dev.pathway.beam.state.trace.Batch},
 * and the {@link dev.pathway.beam.state.trace.Cursor} that reads it.
 */
@NullMarked
package dev.pathway.beam.state.trace;

import org.jspecify.annotations.NullMarked;
