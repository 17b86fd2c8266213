// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.spi.KeyModel;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * An edge that leaves a stage.
 *
 * @param ordinal its number among the stage's outgoing edges
 * @param routing which of the consumer's workers a row goes to
 * @param keys how keys are read; only for {@link Routing#KEYED}
 */
public record EdgeSpec(int ordinal, Routing routing, @Nullable KeyModel keys)
    implements Serializable {
  /** Which of the consumer's workers a row goes to. */
  public enum Routing {
    /** The worker with the same index. */
    LOCAL,
    /** The worker that owns the key. */
    KEYED,
    /** The worker that owns the row: each is its own key. */
    ROWS,
    /** All in turn. */
    SPREAD,
    /** The only one. */
    GATHER
  }
}
