// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.translation.coder.EncodedHash;
import java.io.IOException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.View.ToListViewDoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionViews.ValueOrMetadata;

/**
 * Stand-ins for functions of Beam that draw lots, which make the same of an element each time they
 * see it: in an incremental job they must take back what they made.
 */
public final class RepeatableFns {
  private RepeatableFns() {}

  /** Returns the stand-in of a function, or the function itself if it needs none. */
  @SuppressWarnings("unchecked") // it takes and makes what the function does
  public static DoFn<Object, Object> of(DoFn<Object, Object> fn, Coder<Object> input) {
    return (DoFn<?, ?>) fn instanceof ToListViewDoFn<?>
        ? (DoFn<Object, Object>) (DoFn<?, ?>) new ListIndex<>(input)
        : fn;
  }

  /**
   * Gives each element of a list a position, that of its hash, and a range for it. Elements may
   * share one: the list they are read as allows for ranges that overlap.
   */
  static final class ListIndex<T> extends DoFn<T, KV<Long, ValueOrMetadata<T, OffsetRange>>> {
    private static final long serialVersionUID = 1L;

    private final Coder<T> coder;

    ListIndex(Coder<T> coder) {
      this.coder = coder;
    }

    /** Puts out the element under its position, and the range. */
    @ProcessElement
    public void process(
        @Element T element, OutputReceiver<KV<Long, ValueOrMetadata<T, OffsetRange>>> output)
        throws IOException {
      long position = position(element, coder);
      output.output(KV.of(position, ValueOrMetadata.create(element)));
      OffsetRange range = new OffsetRange(position, position + 1);
      output.output(KV.of(Long.MIN_VALUE, ValueOrMetadata.createMetadata(range)));
    }

    private static <T> long position(T element, Coder<T> coder) throws IOException {
      // Half of it: neither the least number, under which ranges stand, nor one without a next.
      return EncodedHash.of(element, coder) >> 1;
    }
  }
}
