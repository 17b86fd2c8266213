// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

/** What a workload is about, which decides who takes part in it. */
public enum Discipline {
  /** Input as fast as it is read: how long it takes. */
  THROUGHPUT,
  /** Input by the clock: how late results are, and what waiting costs. */
  REAL_TIME,
  /** PathwayRunner against itself, with more to keep. */
  GROWTH
}
