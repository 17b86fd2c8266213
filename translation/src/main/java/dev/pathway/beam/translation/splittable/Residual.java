// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import org.apache.beam.sdk.values.WindowedValue;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is left to do of an element.
 *
 * @param element the element, in one window
 * @param restriction the part of it that is left
 * @param estimatorState the state of its watermark estimator
 * @param watermark what comes of it will not be earlier, but late
 * @param resumeMillis the time of the job's clock at which to go on
 * @param truncated whether it was truncated, since the job drains
 */
record Residual(
    WindowedValue<Object> element,
    Object restriction,
    @Nullable Object estimatorState,
    Instant watermark,
    long resumeMillis,
    boolean truncated) {

  /** Creates one that was not truncated. */
  Residual(
      WindowedValue<Object> element,
      Object restriction,
      @Nullable Object estimatorState,
      Instant watermark,
      long resumeMillis) {
    this(element, restriction, estimatorState, watermark, resumeMillis, false);
  }

  /** Returns this truncated to another restriction, which is gone on with from another time on. */
  Residual truncatedTo(Object newRestriction, long newResumeMillis) {
    return new Residual(element, newRestriction, estimatorState, watermark, newResumeMillis, true);
  }
}
