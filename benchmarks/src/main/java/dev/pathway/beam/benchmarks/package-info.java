// SPDX-License-Identifier: Apache-2.0
/**
 * The benchmark harness: one and the same Beam job on several runners and as a plain loop, each in
 * a JVM of its own, compared by wall time, CPU time and memory.
 *
 * <p>Entry type: {@link dev.pathway.beam.benchmarks.BenchmarkMain}. The packages below it, from the
 * bottom: {@code workload} (what is measured), {@code job} (what runs in a measured JVM), {@code
 * harness} (runs the JVMs), {@code report} (medians and ratios).
 */
@NullMarked
package dev.pathway.beam.benchmarks;

import org.jspecify.annotations.NullMarked;
