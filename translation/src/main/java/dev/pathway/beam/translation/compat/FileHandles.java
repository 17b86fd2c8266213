// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.ReadAllViaFileBasedSourceTransform.SplitIntoRangesFn;
import org.apache.beam.sdk.transforms.DoFn;

/** Functions of Beam that are given files and pass them on without opening them. */
public final class FileHandles {
  private static final PrivateClass TO_READABLE_FILE =
      new PrivateClass(FileIO.ReadMatches.class, "ToReadableFileFn");

  private FileHandles() {}

  /** Returns whether a function is known to be one of them. */
  public static boolean arePassedOnBy(DoFn<?, ?> fn) {
    return fn instanceof SplitIntoRangesFn || TO_READABLE_FILE.isInstance(fn);
  }
}
