// SPDX-License-Identifier: Apache-2.0
/**
 * Example pipelines: each a plain Beam program that knows nothing of the runner it runs on.
 *
 * <p>Entry type {@link dev.pathway.beam.examples.Examples}, the only one that depends on the
 * runner.
 */
@NullMarked
package dev.pathway.beam.examples;

import org.jspecify.annotations.NullMarked;
