// SPDX-License-Identifier: Apache-2.0
/** How values of options are read, wherever the options are; depends on nothing. */
@NullMarked
package dev.pathway.beam.translation.options;

import org.jspecify.annotations.NullMarked;
