// SPDX-License-Identifier: Apache-2.0
/**
 * State and timers of keys, and what runs on them. The next timer and the least hold are found
 * without looking at all keys, and keys that wait cost those that do not nothing.
 */
@NullMarked
package dev.pathway.beam.translation.keyed;

import org.jspecify.annotations.NullMarked;
