// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.Receiver;
import org.apache.beam.sdk.values.TupleTag;

/** The receivers of a step's outputs, by tag. */
@FunctionalInterface
interface TaggedOutput {
  /**
   * Returns the receiver of an output.
   *
   * @throws IllegalArgumentException if the transform has no such output
   */
  Receiver receiver(TupleTag<?> tag);
}
