// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How the front end's elements, which are what its functions take and emit, correspond to the
 * columns of a frame.
 *
 * <p>Stateless and thread-safe.
 */
public interface RowModel extends Serializable {
  /**
   * Returns the element made of the given columns; see {@link RowSink#accept} for their meaning.
   */
  Object element(
      @Nullable Object value,
      long timestamp,
      @Nullable Object windows,
      @Nullable Object pane,
      @Nullable Object extras);

  /** Hands the columns of an element to a sink; the inverse of {@link #element}. */
  void unpack(Object element, RowSink sink);
}
