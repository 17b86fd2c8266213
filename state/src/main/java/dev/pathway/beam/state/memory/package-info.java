/**
 * Accounts for the heap that state takes: one {@link dev.pathway.beam.state.memory.MemoryBudget}
 * for a process, one {@link dev.pathway.beam.state.memory.MemoryAccount} for each holder of state.
 *
 * <p>Depends on {@code state.codec}. Entry type: {@link
 * dev.pathway.beam.state.memory.MemoryBudget}.
 */
@NullMarked
package dev.pathway.beam.state.memory;

import org.jspecify.annotations.NullMarked;
