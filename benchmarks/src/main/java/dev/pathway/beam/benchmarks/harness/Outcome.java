// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

/** How a run ended. */
public enum Outcome {
  /** With a result and a measurement. */
  SUCCEEDED,
  /** With an error, or with output that disagrees with its digest. */
  FAILED,
  /** Killed at its time limit. */
  TIMED_OUT
}
