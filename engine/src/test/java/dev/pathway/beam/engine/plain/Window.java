// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import java.io.Serializable;

/** A window of event time, {@code end} excluded. */
public record Window(long start, long end) implements Serializable {
  /** The only window of unwindowed rows. */
  public static final Window GLOBAL = new Window(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);

  /** Returns the timestamp of results at the end of the window. */
  public long lastTimestamp() {
    return end - 1;
  }
}
