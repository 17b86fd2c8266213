// SPDX-License-Identifier: Apache-2.0
/**
 * Where the state of a streaming job lies: entries of bytes by partition and key, on the heap while
 * there is room, then in local segments, and with every snapshot in a store that outlives the
 * process.
 *
 * <p>Depends on {@code state.segment}, {@code state.memory} and {@code state.codec}. Entry types:
 * {@link dev.pathway.beam.state.live.SnapshotLog} for the snapshots of a job, {@link
 * dev.pathway.beam.state.live.LiveStore} for the state of a worker.
 */
@NullMarked
package dev.pathway.beam.state.live;

import org.jspecify.annotations.NullMarked;
