// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.display.DisplayData;

/** Which options were set, as opposed to those that have their defaults. */
final class SetOptions {
  private SetOptions() {}

  /** Returns the names of the options that were set. */
  static Set<String> names(PipelineOptions options) {
    // Options that were set are display data, and defaults are not.
    return DisplayData.from(options).asMap().keySet().stream()
        .map(DisplayData.Identifier::getKey)
        .collect(Collectors.toSet());
  }
}
