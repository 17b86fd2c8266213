// SPDX-License-Identifier: Apache-2.0
/**
 * What a newer Beam may break: everything that leans on more than Beam's published interfaces.
 * Depends on Beam only.
 */
@NullMarked
package dev.pathway.beam.translation.compat;

import org.jspecify.annotations.NullMarked;
