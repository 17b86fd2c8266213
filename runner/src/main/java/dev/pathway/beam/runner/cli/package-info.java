// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: runs a main method as a command that ends with one clear message if it fails.
 *
 * <p>Entry type {@link dev.pathway.beam.runner.cli.Launcher}. Depends on Beam's SDK, and on what
 * the runner throws.
 */
@NullMarked
package dev.pathway.beam.runner.cli;

import org.jspecify.annotations.NullMarked;
