// SPDX-License-Identifier: Apache-2.0
/**
 * What becomes of elements on which user code throws, where the pipeline is not to fail on their
 * account. Entry: {@link dev.pathway.beam.translation.errors.ElementErrors}.
 */
@NullMarked
package dev.pathway.beam.translation.errors;

import org.jspecify.annotations.NullMarked;
