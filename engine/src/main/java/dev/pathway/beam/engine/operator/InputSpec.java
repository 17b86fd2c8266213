// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.spi.KeyModel;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * An edge that leads to a stage and may come from another member.
 *
 * @param collection what comes on it
 * @param keys how keys are read, or null if the edge is not by key
 */
public record InputSpec(CollectionSpec collection, @Nullable KeyModel keys)
    implements Serializable {}
