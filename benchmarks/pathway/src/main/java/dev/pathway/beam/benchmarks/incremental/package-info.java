// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks of incremental jobs: what a change costs beside a run from scratch. Each is a command
 * that prints a table and judges its bars by its exit code.
 *
 * <p>Entry type: {@link dev.pathway.beam.benchmarks.incremental.IncrementalMain}. Pipelines are
 * plain Beam; what starts them knows the runner.
 */
@NullMarked
package dev.pathway.beam.benchmarks.incremental;

import org.jspecify.annotations.NullMarked;
