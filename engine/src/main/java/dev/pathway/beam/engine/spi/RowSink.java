// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import org.jspecify.annotations.Nullable;

/** Takes rows field by field, so that no object need be made for a row on its way into a frame. */
@FunctionalInterface
public interface RowSink {
  /**
   * Takes one row.
   *
   * @param value the row's value, not changed by anyone afterwards
   * @param timestamp event time in milliseconds since the epoch
   * @param windows the front end's windows of the row, or null for the one window of an unwindowed
   *     collection
   * @param pane the front end's pane of the row, or null for none
   * @param extras whatever else the front end attaches to the row, or null
   */
  void accept(
      @Nullable Object value,
      long timestamp,
      @Nullable Object windows,
      @Nullable Object pane,
      @Nullable Object extras);
}
