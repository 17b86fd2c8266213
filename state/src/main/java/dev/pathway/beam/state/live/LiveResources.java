// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What stores of state take from the process they are in.
 *
 * @param spill where local segments go; asked for when the first one is written
 * @param memory what entries on the heap are charged to
 * @param merges runs merges of segments, one task each; {@code Runnable::run} merges on the
 *     worker's own thread
 */
public record LiveResources(Supplier<SpillDirectory> spill, MemoryBudget memory, Executor merges) {}
