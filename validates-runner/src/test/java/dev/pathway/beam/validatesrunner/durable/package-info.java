// SPDX-License-Identifier: Apache-2.0
/** The suite as streams that take snapshots. */
@NullMarked
package dev.pathway.beam.validatesrunner.durable;

import org.jspecify.annotations.NullMarked;
