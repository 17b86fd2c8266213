// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.translation.coder.CoderWeigher;
import java.util.Iterator;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.jspecify.annotations.Nullable;

/**
 * A view that weighs what is read of it, until {@link #close}: what a view function reads while it
 * makes its value it probably keeps.
 */
final class WeighedView implements View {
  private final View view;
  private final Weighers weighers;
  private long bytes;
  private boolean closed;

  /**
   * How the contents of a view are weighed. Made once for a view: a weigher learns from samples.
   *
   * @param elements weighs elements
   * @param keys weighs keys, where elements are pairs
   * @param values weighs the values of a key
   */
  record Weighers(Weigher elements, Weigher keys, Weigher values) {
    /** Returns the weighers of elements with the given coder. */
    static Weighers of(Coder<?> coder) {
      Weigher elements = CoderWeigher.of(coder);
      return coder instanceof KvCoder<?, ?> pair
          ? new Weighers(
              elements, CoderWeigher.of(pair.getKeyCoder()), CoderWeigher.of(pair.getValueCoder()))
          : new Weighers(elements, elements, elements);
    }
  }

  WeighedView(View view, Weighers weighers) {
    this.view = view;
    this.weighers = weighers;
  }

  /** Stops to weigh, and returns the approximate size in bytes of what was read so far. */
  long close() {
    closed = true;
    return bytes;
  }

  @Override
  public Iterable<@Nullable Object> values(Object window) {
    return weighed(view.values(window), weighers.elements);
  }

  @Override
  public Iterable<@Nullable Object> values(Object window, @Nullable Object key) {
    return weighed(view.values(window, key), weighers.values);
  }

  @Override
  public Iterable<@Nullable Object> keys(Object window) {
    return weighed(view.keys(window), weighers.keys);
  }

  private Iterable<@Nullable Object> weighed(Iterable<@Nullable Object> all, Weigher weigher) {
    return closed ? all : () -> closed ? all.iterator() : weighed(all.iterator(), weigher);
  }

  private Iterator<@Nullable Object> weighed(Iterator<@Nullable Object> all, Weigher weigher) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public @Nullable Object next() {
        Object value = all.next();
        bytes += weigher.weigh(value);
        return value;
      }
    };
  }
}
