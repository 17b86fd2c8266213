// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import org.jspecify.annotations.Nullable;

/**
 * One more, or one less, of an element of a collection.
 *
 * @param value the element
 * @param diff 1 for an insertion, -1 for a deletion
 * @param epoch the epoch that made the change, from 1; 0 in a job that is not incremental
 * @param <T> the type of the element
 */
public record Change<T extends @Nullable Object>(T value, int diff, long epoch) {
  /** Checks the diff. */
  public Change {
    if (diff != 1 && diff != -1) {
      throw new IllegalArgumentException("diff must be 1 or -1: " + diff);
    }
  }

  /** Returns whether the element was inserted, not deleted. */
  public boolean isInsertion() {
    return diff > 0;
  }
}
