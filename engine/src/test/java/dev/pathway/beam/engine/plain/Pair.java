// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A key and a value; what keyed operators take and make. */
public record Pair(@Nullable Object key, @Nullable Object value) implements Serializable {}
