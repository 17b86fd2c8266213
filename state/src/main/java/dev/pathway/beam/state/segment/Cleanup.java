// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Several steps of cleaning up, all of which are tried; the first failure counts. */
public final class Cleanup {
  private Cleanup() {}

  /** Tries a step; returns the failure before it, or its own, which keeps later ones. */
  public static @Nullable IOException attempt(Closeable step, @Nullable IOException before) {
    try {
      step.close();
      return before;
    } catch (IOException e) {
      if (before == null) {
        return e;
      }
      before.addSuppressed(e);
      return before;
    }
  }
}
