// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import org.apache.beam.sdk.transforms.DoFn;

/**
 * Splittable DoFns all of whose instances in a process work on an element with one and the same
 * connection, which takes one thread at a time: parts of its restriction cannot be worked on
 * together.
 */
public final class SharedConsumers {
  /** KafkaIO's, which is not there for every job. It has subclasses. */
  private static final String READ_FROM_KAFKA = "org.apache.beam.sdk.io.kafka.ReadFromKafkaDoFn";

  private SharedConsumers() {}

  /** Returns whether a function is such a one. */
  public static boolean isUsedBy(DoFn<?, ?> fn) {
    for (Class<?> type = fn.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals(READ_FROM_KAFKA)) {
        return true;
      }
    }
    return false;
  }
}
