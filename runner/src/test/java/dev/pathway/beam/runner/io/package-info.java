// SPDX-License-Identifier: Apache-2.0
/** Tests of Beam's file connectors with real files. */
@NullMarked
package dev.pathway.beam.runner.io;

import org.jspecify.annotations.NullMarked;
