// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import org.apache.beam.sdk.transforms.Sample.FixedSizedSampleFn;

/** How many elements a sample is of. */
public final class SampleSize {
  private static final PrivateField<Integer> SIZE =
      new PrivateField<>(FixedSizedSampleFn.class, "sampleSize");

  private SampleSize() {}

  /** Returns how many elements a function takes of its input. */
  public static int of(FixedSizedSampleFn<?> fn) {
    Integer size = SIZE.get(fn);
    if (size == null) {
      throw new IllegalStateException("A sample has no size");
    }
    return size;
  }
}
