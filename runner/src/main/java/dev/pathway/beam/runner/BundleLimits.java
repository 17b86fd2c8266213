// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.Set;

/**
 * When bundles end. A streaming pipeline whose options say nothing about it has small ones: what
 * waits for a bundle's end, such as the metrics that count and what a source is told to have been
 * read, does so for a second at most.
 *
 * @param elements elements after which a bundle ends
 * @param millis milliseconds after which a bundle ends
 */
record BundleLimits(long elements, long millis) {
  private static final long STREAMING_ELEMENTS = 1_000;
  private static final long STREAMING_MILLIS = 1_000;

  /** Returns the limits that the options ask for. */
  static BundleLimits of(PathwayPipelineOptions options, boolean streaming) {
    Set<String> set = SetOptions.names(options);
    return new BundleLimits(
        streaming && !set.contains("maxBundleElements")
            ? STREAMING_ELEMENTS
            : options.getMaxBundleElements(),
        streaming && !set.contains("maxBundleTimeMillis")
            ? STREAMING_MILLIS
            : options.getMaxBundleTimeMillis());
  }
}
