// SPDX-License-Identifier: Apache-2.0
/** How Beam's ValidatesRunner suite is run: what is left out of it, and what happens to that. */
@NullMarked
package dev.pathway.beam.validatesrunner;

import org.jspecify.annotations.NullMarked;
