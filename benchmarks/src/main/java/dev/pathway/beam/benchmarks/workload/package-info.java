// SPDX-License-Identifier: Apache-2.0
/**
 * What is measured: one class per workload, each with the Beam pipeline, the plain loop that calls
 * the same user functions, and the input they share.
 *
 * <p>Depends on the Beam SDK only. Entry type: {@link
 * dev.pathway.beam.benchmarks.workload.Workloads}, which reads as a table of contents.
 */
@NullMarked
package dev.pathway.beam.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
