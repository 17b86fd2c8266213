// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** What becomes of elements on which user code throws. */
public interface ElementErrorOptions extends PipelineOptions {
  /** Returns what is done with them, as {@link OnElementError#parse} reads it. */
  @Description(
      "What is done when a DoFn throws an exception on an element or in a timer: FAIL the pipeline, SKIP the element and"
          + " count it, or DEADLETTER:FOLDER to write it, as a line of JSON, to a file in a folder of any file system of"
          + " Beam's.")
  @Default.String("FAIL")
  String getOnElementError();

  /** Sets {@link #getOnElementError}. */
  void setOnElementError(String onElementError);
}
