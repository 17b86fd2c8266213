// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.difference;

import org.jspecify.annotations.Nullable;

/**
 * A change of a collection: from the time on it holds {@code diff} more copies of the datum.
 *
 * @param <D> the type of the data
 * @param data what there is more or less of
 * @param time the epoch of the change
 * @param diff the number of copies, negative for a retraction
 */
public record Update<D extends @Nullable Object>(D data, long time, long diff) {}
