// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

/**
 * What one run took.
 *
 * @param wallMillis from the start of the process to its exit, seen from outside
 * @param cpuMillis user and system time of the process up to its exit, seen from outside where the
 *     system tells, else as the process saw itself
 * @param jobMillis from {@code pipeline.run()} to its end, seen from inside
 * @param ownCpuMillis user and system time of the process up to the end of the job, seen from
 *     inside
 * @param peakResidentKilobytes most memory the process has had in RAM; 0 if unknown
 */
public record Measurement(
    long wallMillis,
    long cpuMillis,
    long jobMillis,
    long ownCpuMillis,
    long peakResidentKilobytes) {}
