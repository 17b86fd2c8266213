// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** How an incremental job reads files. */
public interface FileOptions extends PipelineOptions {
  /** Returns by what it is told that a file has changed. */
  @Description(
      "By what an incremental pipeline tells that a file has changed: METADATA, its size and the time of its last change,"
          + " or CONTENT, a hash of its bytes, for which all files are read in each run.")
  @Default.Enum("METADATA")
  ChangeDetection getChangeDetection();

  /** Sets {@link #getChangeDetection}. */
  void setChangeDetection(ChangeDetection changeDetection);
}
