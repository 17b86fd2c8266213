// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import org.apache.beam.sdk.io.BoundedReadFromUnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a read of an unbounded source is limited to.
 *
 * @param source the source
 * @param maxNumRecords how many records are read at most
 * @param maxReadTime for how long the source is read at most, or null
 */
public record ReadLimits<T>(
    UnboundedSource<T, ?> source, long maxNumRecords, @Nullable Duration maxReadTime) {
  private static final PrivateField<UnboundedSource<?, ?>> SOURCE = field("source");
  private static final PrivateField<Long> MAX_NUM_RECORDS = field("maxNumRecords");
  private static final PrivateField<Duration> MAX_READ_TIME = field("maxReadTime");

  /** Returns the limits of a transform. */
  @SuppressWarnings("unchecked") // the source's type is the transform's
  public static <T> ReadLimits<T> of(BoundedReadFromUnboundedSource<T> read) {
    UnboundedSource<?, ?> source = SOURCE.get(read);
    Long maxNumRecords = MAX_NUM_RECORDS.get(read);
    if (source == null || maxNumRecords == null) {
      throw new IllegalStateException("'" + read.getName() + "' has no source or no limit");
    }
    return new ReadLimits<>((UnboundedSource<T, ?>) source, maxNumRecords, MAX_READ_TIME.get(read));
  }

  private static <F> PrivateField<F> field(String name) {
    return new PrivateField<>(BoundedReadFromUnboundedSource.class, name);
  }
}
