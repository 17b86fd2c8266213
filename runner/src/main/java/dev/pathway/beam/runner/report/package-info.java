// SPDX-License-Identifier: Apache-2.0
/** What the epochs of an incremental pipeline did, stage by stage, and why. */
@NullMarked
package dev.pathway.beam.runner.report;

import org.jspecify.annotations.NullMarked;
