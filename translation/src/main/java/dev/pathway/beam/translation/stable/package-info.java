// SPDX-License-Identifier: Apache-2.0
/** Elements that a function is given only once it is certain that they come back the same. */
@NullMarked
package dev.pathway.beam.translation.stable;

import org.jspecify.annotations.NullMarked;
