// SPDX-License-Identifier: Apache-2.0
/**
 * State and timers of keys, and what runs on them: by partition, so that the next timer and the
 * least hold are found without looking at all keys.
 */
@NullMarked
package dev.pathway.beam.translation.keyed;

import org.jspecify.annotations.NullMarked;
