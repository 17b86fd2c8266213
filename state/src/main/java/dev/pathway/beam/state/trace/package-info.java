// SPDX-License-Identifier: Apache-2.0
/**
 * What a job remembers from epoch to epoch: multisets of (key, value) pairs of bytes, on disk.
 *
 * <p>Depends on {@code state.segment}, {@code state.memory} and {@code state.codec}. Entry type:
 * {@link dev.pathway.beam.state.trace.TraceStore}.
 */
@NullMarked
package dev.pathway.beam.state.trace;

import org.jspecify.annotations.NullMarked;
