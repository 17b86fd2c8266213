// SPDX-License-Identifier: Apache-2.0
/**
 * Runs jobs in JVMs of their own, interleaved, and keeps what was measured.
 *
 * <p>Entry types: {@link dev.pathway.beam.benchmarks.harness.Harness}, which runs a schedule, and
 * {@link dev.pathway.beam.benchmarks.harness.Contestants}, which lists what is compared. Depends on
 * {@code workload} and {@code job}.
 */
@NullMarked
package dev.pathway.beam.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
