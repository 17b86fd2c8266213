// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import java.util.Optional;
import org.apache.beam.sdk.io.WriteFiles;
import org.apache.beam.sdk.transforms.DoFn;

/** The function by which {@link WriteFiles} gathers the files of a window, bundle by bundle. */
public final class FileGathering {
  private static final PrivateClass FN =
      new PrivateClass(WriteFiles.class, "GatherBundlesPerWindowFn");

  private FileGathering() {}

  /** Returns whether a function is that one. */
  public static boolean isDoneBy(DoFn<?, ?> fn) {
    return FN.isInstance(fn);
  }

  /** Returns why a write cannot be translated if this version of Beam has no such function. */
  public static Optional<String> missing() {
    return FN.missing();
  }
}
