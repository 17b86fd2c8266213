// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import org.jspecify.annotations.Nullable;

/**
 * By how much the number of occurrences of an element in a collection changes: what {@link
 * Changes#of} makes of a collection, and {@link Changes#apply} makes one of.
 *
 * @param value the element
 * @param diff how many more there are of it, negative for fewer; 1 or -1 from {@link Changes#of}
 * @param epoch the epoch that made the change, from 1; 0 in a job that is not incremental, and for
 *     changes that come from elsewhere
 * @param <T> the type of the element
 */
public record Change<T extends @Nullable Object>(T value, long diff, long epoch) {
  /** Returns a change that comes from elsewhere, such as a log of changes. */
  public static <T extends @Nullable Object> Change<T> of(T value, long diff) {
    return new Change<>(value, diff, 0);
  }

  /** Returns whether the element was inserted, not deleted. */
  public boolean isInsertion() {
    return diff > 0;
  }
}
