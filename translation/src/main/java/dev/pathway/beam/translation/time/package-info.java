// SPDX-License-Identifier: Apache-2.0
/** Beam's times as the engine's and back. */
@NullMarked
package dev.pathway.beam.translation.time;

import org.jspecify.annotations.NullMarked;
