// SPDX-License-Identifier: Apache-2.0
/** What pipeline options are set to. */
@NullMarked
package dev.pathway.beam.translation.options;

import org.jspecify.annotations.NullMarked;
