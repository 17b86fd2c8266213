// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how much heap the values of a collection take, so that frames and queues stay bounded
 * in bytes.
 */
public interface Weigher extends Serializable {
  /** Returns the approximate size of a value in bytes; cheap enough to be asked for every row. */
  long weigh(@Nullable Object value);

  /** Returns the weigher that takes every value for {@code bytes} bytes. */
  static Weigher constant(long bytes) {
    return value -> bytes;
  }
}
