// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.translation.spi.TransformNode;
import java.util.List;

/** The ids of a transform's inputs and outputs. */
final class Ports {
  private Ports() {}

  /** Returns the only input. */
  static String input(TransformNode transform) {
    return only(transform, List.copyOf(transform.proto().getInputsMap().values()), "input");
  }

  /** Returns the only output. */
  static String output(TransformNode transform) {
    return only(transform, List.copyOf(transform.proto().getOutputsMap().values()), "output");
  }

  private static String only(TransformNode transform, List<String> ids, String what) {
    if (ids.size() != 1) {
      throw new IllegalStateException(
          "'" + transform.name() + "' should have one " + what + " and has " + ids.size());
    }
    return ids.get(0);
  }
}
