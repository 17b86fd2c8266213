// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.sideinput;

import java.io.IOException;
import org.apache.beam.sdk.values.WindowedValue;

/** Elements that wait. One thread only. */
public interface Waiting extends AutoCloseable {
  /** Adds one. */
  void add(WindowedValue<Object> element) throws IOException;

  /**
   * Returns the earliest timestamp, {@link dev.pathway.beam.engine.spi.EventTime#END} if there are
   * none.
   */
  long earliest();

  /** Takes an element that need not wait any longer. */
  interface ElementConsumer {
    /** Takes it. */
    void accept(WindowedValue<Object> element) throws Exception;
  }

  /**
   * Hands out all elements in the order in which they came, where they are of one key or belong to
   * none; there are none afterwards.
   */
  void drain(ElementConsumer consumer) throws Exception;

  @Override
  void close();
}
