// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import dev.pathway.beam.state.codec.Codec;
import java.io.Serializable;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** How the rows of a side input are indexed. */
public interface ViewModel extends Serializable {
  /** Returns how rows fall into windows. */
  WindowModel windows();

  /**
   * Returns the values that a row puts into its windows; in a streaming job they take the place of
   * what is there.
   */
  default Iterable<?> values(@Nullable Object row) {
    return Collections.singletonList(row);
  }

  /** Returns how keys are read, or null if the view is a plain collection of values per window. */
  @Nullable KeyModel keys();

  /** Returns the codec of whole values. */
  Codec<Object> valueCodec();
}
