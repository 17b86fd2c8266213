// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** What becomes of timers of processing time at the end of the input. */
public interface TimerOptions extends PipelineOptions {
  /** Returns whether timers that wait for processing time fire when the input has ended. */
  @Description(
      "Whether timers of processing time fire at once when the input has ended, in the order of their times and as if the"
          + " clock went on to each of them, instead of being waited for. One that is set again whenever it fires does so"
          + " 1,000 times; the pipeline then ends without it and logs a warning.")
  @Default.Boolean(false)
  boolean isDrainTimersAtEnd();

  /** Sets {@link #isDrainTimersAtEnd}. */
  void setDrainTimersAtEnd(boolean drainTimersAtEnd);
}
