// SPDX-License-Identifier: Apache-2.0
/**
 * Transforms that the runner translates in a way of its own, because of what they read or write.
 *
 * <p>Entry type {@link dev.pathway.beam.connectors.ConnectorTranslators}, found as a service by
 * {@code translation}.
 */
@NullMarked
package dev.pathway.beam.connectors;

import org.jspecify.annotations.NullMarked;
