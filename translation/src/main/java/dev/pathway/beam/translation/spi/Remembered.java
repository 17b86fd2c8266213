// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

import dev.pathway.beam.engine.spi.StepSpec;

/**
 * A step that looks at more than its element, such as the file that it stands for: in an
 * incremental job what it put out is remembered, and taken back as it was when the element is gone.
 */
public interface Remembered extends StepSpec {
  /**
   * Returns whether it is run on every element in each epoch, and its outputs compared, since
   * nothing in the element tells that they are other ones.
   */
  boolean onEveryElement();
}
