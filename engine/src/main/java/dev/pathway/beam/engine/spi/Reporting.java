// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.io.Serializable;

/**
 * An object that a job's functions {@linkplain JobContext#shared share} on a member, and that has
 * something to tell whoever submitted the job. Thread-safe.
 */
@FunctionalInterface
public interface Reporting {
  /** Returns how things stand on this member: of a type that the other side can read. */
  Serializable report();
}
