// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import dev.pathway.beam.engine.spi.Weigher;
import java.util.Collection;
import org.apache.beam.sdk.coders.BigEndianIntegerCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.IterableLikeCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.util.common.ElementByteSizeObserver;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * Sizes of values by their coder: exact where that is cheap, else of a sample, and of each value
 * that looks much larger than the sample.
 */
public final class CoderWeigher {
  private static final long BOXED_BYTES = 24;
  private static final long STRING_BYTES = 48;
  private static final long PAIR_BYTES = 24;
  private static final long HANDLE_BYTES = 128;
  private static final int SAMPLE_EVERY = 16;
  private static final long UNKNOWN_BYTES = 256;
  private static final long FAR_MORE_BYTES = 4096;

  private CoderWeigher() {}

  /** Returns the weigher of a coder's values. */
  public static Weigher of(Coder<?> coder) {
    if (coder instanceof KvCoder<?, ?> pair) {
      Weigher keys = of(pair.getKeyCoder());
      Weigher values = of(pair.getValueCoder());
      return value ->
          value instanceof KV<?, ?> kv
              ? PAIR_BYTES + keys.weigh(kv.getKey()) + values.weigh(kv.getValue())
              : PAIR_BYTES;
    }
    if (coder instanceof StringUtf8Coder) {
      return value -> value instanceof String text ? STRING_BYTES + text.length() : STRING_BYTES;
    }
    if (coder instanceof ByteArrayCoder) {
      return value -> value instanceof byte[] bytes ? BOXED_BYTES + bytes.length : BOXED_BYTES;
    }
    if (coder instanceof IterableLikeCoder<?, ?>) {
      // Not measured: the values may be on disk, and measuring would read them all.
      return value ->
          value instanceof Collection<?> all
              ? BOXED_BYTES * (1L + all.size()) + SizeGlance.at(value)
              : HANDLE_BYTES;
    }
    if (coder instanceof NullableCoder<?> nullable) {
      return of(nullable.getValueCoder());
    }
    return isSmall(coder) ? Weigher.constant(BOXED_BYTES) : new Sampled(coder);
  }

  /**
   * Returns whether a coder's values may hold values that are read lazily, which no weigher of ours
   * counts.
   */
  public static boolean isLazy(Coder<?> coder) {
    return coder instanceof IterableLikeCoder<?, ?>
        || coder.getCoderArguments().stream().anyMatch(CoderWeigher::isLazy);
  }

  private static boolean isSmall(Coder<?> coder) {
    return coder instanceof VarLongCoder
        || coder instanceof VarIntCoder
        || coder instanceof BigEndianLongCoder
        || coder instanceof BigEndianIntegerCoder
        || coder instanceof DoubleCoder
        || coder instanceof BooleanCoder
        || coder instanceof InstantCoder
        || coder instanceof VoidCoder;
  }

  /**
   * Asks the coder where it says that this is cheap. Else encodes one in {@value #SAMPLE_EVERY}
   * values and takes the others for as large, but for those at which a {@linkplain SizeGlance
   * glance} sees far more: a few huge values among many small ones are what memory runs out by.
   */
  private static final class Sampled implements Weigher {
    private final Coder<@Nullable Object> coder;
    private transient long last;
    private transient long lastSeen;
    private transient int untilSample;

    @SuppressWarnings("unchecked") // values come from where the coder was declared
    Sampled(Coder<?> coder) {
      this.coder = (Coder<@Nullable Object>) coder;
    }

    @Override
    public long weigh(@Nullable Object value) {
      if (isCheap(value)) {
        return BOXED_BYTES + encodedSize(value);
      }
      if (untilSample > 0) {
        untilSample--;
        return SizeGlance.at(value) > FAR_MORE_BYTES + 2 * lastSeen
            ? BOXED_BYTES + encodedSize(value)
            : last;
      }
      untilSample = SAMPLE_EVERY - 1;
      lastSeen = SizeGlance.at(value);
      last = BOXED_BYTES + encodedSize(value);
      return last;
    }

    private boolean isCheap(@Nullable Object value) {
      try {
        return coder.isRegisterByteSizeObserverCheap(value);
      } catch (RuntimeException e) {
        // Not made for nulls, for example.
        return false;
      }
    }

    private long encodedSize(@Nullable Object value) {
      Sum sum = new Sum();
      try {
        coder.registerByteSizeObserver(value, sum);
        sum.advance();
      } catch (Exception e) {
        // A value that its coder rejects is reported where it has to be encoded, if it ever has to
        // be.
        return UNKNOWN_BYTES;
      }
      return sum.bytes;
    }
  }

  private static final class Sum extends ElementByteSizeObserver {
    private long bytes;

    @Override
    protected void reportElementSize(long elementByteSize) {
      bytes += elementByteSize;
    }
  }
}
