// SPDX-License-Identifier: Apache-2.0
/** Timers by time, and holds: what is next is found without looking at all there is. */
@NullMarked
package dev.pathway.beam.state.timer;

import org.jspecify.annotations.NullMarked;
