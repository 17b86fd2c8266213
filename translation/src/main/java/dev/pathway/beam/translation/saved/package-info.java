// SPDX-License-Identifier: Apache-2.0
/** What a worker of a step saves of itself, beside what belongs to keys and elements. */
@NullMarked
package dev.pathway.beam.translation.saved;

import org.jspecify.annotations.NullMarked;
