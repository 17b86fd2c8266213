// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.report;

/**
 * What a stage did in an epoch. Where a row is there several times, it counts as often.
 *
 * @param name the stage's transforms
 * @param kind what it begins with, such as a GroupByKey
 * @param whole whether it hands on all it reads, for the next stage to compare, instead of changes
 * @param why why it had something to do, or that it had not
 * @param read rows it read from outside, or changes of its input
 * @param inserted rows it added to its result
 * @param deleted rows it took out of its result
 * @param recomputed rows, or groups, on which its functions ran
 * @param reused rows that it remembered and that are as they were: nothing was done with them
 * @param stateRows rows that it remembers now
 * @param stateBytes bytes in which it remembers them, in files of {@code --stateDir}
 * @param cpuMillis milliseconds of CPU time that its threads took
 */
public record StageReport(
    String name,
    String kind,
    boolean whole,
    String why,
    long read,
    long inserted,
    long deleted,
    long recomputed,
    long reused,
    long stateRows,
    long stateBytes,
    double cpuMillis) {}
