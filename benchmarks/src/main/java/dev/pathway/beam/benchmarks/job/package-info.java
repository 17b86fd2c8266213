// SPDX-License-Identifier: Apache-2.0
/**
 * What runs inside a measured JVM: one job, either as a Beam pipeline ({@link
 * dev.pathway.beam.benchmarks.job.BeamJob}) or as a plain loop ({@link
 * dev.pathway.beam.benchmarks.job.PlainJob}).
 *
 * <p>The job is described by {@link dev.pathway.beam.benchmarks.job.JobSettings}, passed as system
 * properties; what the JVM measured of itself comes back as a {@link
 * dev.pathway.beam.benchmarks.job.JobReport}, passed as a file. Depends on {@code workload} only,
 * and keeps off libraries that would add to what is measured.
 */
@NullMarked
package dev.pathway.beam.benchmarks.job;

import org.jspecify.annotations.NullMarked;
