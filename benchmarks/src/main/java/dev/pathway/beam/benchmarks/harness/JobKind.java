// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

/** Whether a job has its input or an empty one. */
public enum JobKind {
  /** The job on its input. */
  FULL,
  /** The same job on an input without elements: what it costs before it does any work. */
  EMPTY
}
