// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;

/** Where full frames go. */
@FunctionalInterface
public interface FrameOutput {
  /** Hands over a frame for the edge with the given ordinal; blocks while there is no room. */
  void emit(int ordinal, Frame frame);
}
