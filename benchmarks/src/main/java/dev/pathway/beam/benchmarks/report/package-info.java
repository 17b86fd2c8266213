// SPDX-License-Identifier: Apache-2.0
/**
 * Turns run records into medians and ratios, and these into text, Markdown and JSON.
 *
 * <p>Entry type: {@link dev.pathway.beam.benchmarks.report.Report}. Depends on {@code harness}.
 */
@NullMarked
package dev.pathway.beam.benchmarks.report;

import org.jspecify.annotations.NullMarked;
