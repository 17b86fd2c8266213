// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

/**
 * A snapshot that a job can go on from.
 *
 * @param number its number
 * @param attempt the attempt at the job that has taken it
 * @param timeMillis when it was committed, in milliseconds since 1970 in UTC
 * @param bytes what its files take, those that it shares with others included
 * @param files how many these are
 */
public record SnapshotInfo(long number, long attempt, long timeMillis, long bytes, long files) {}
