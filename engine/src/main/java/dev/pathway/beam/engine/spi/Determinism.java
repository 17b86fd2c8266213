// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

/**
 * Whether a function gives the same outputs each time it is given an element, as an incremental job
 * needs it to take them back.
 */
public enum Determinism {
  /** It does, and need not be watched. */
  GIVEN,
  /** It is expected to: what it takes back is compared with what it put out. */
  CHECKED,
  /** It does not: what it put out is remembered. */
  NONE
}
