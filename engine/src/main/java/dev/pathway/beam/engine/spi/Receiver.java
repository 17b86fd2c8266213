// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

/**
 * Takes elements one by one on the thread of the step that emits them; blocks while the consumer is
 * behind.
 */
@FunctionalInterface
public interface Receiver {
  /** Takes one element, which nobody may change afterwards. */
  void accept(Object element);
}
