// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.timer.Holds;
import org.apache.beam.runners.core.InMemoryStateInternals.InMemoryStateBinder;
import org.apache.beam.runners.core.StateTag;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateContext;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.state.WatermarkHoldState;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.jspecify.annotations.Nullable;

/** Makes a state on the heap of a tag, and the codec of its contents. */
final class CellBinder extends InMemoryStateBinder {
  private final Holds holds;
  private @Nullable CellCodec<?> codec;

  CellBinder(StateContext<?> context, Holds holds) {
    super(context);
    this.holds = holds;
  }

  /** Returns the codec of the state that was made. */
  CellCodec<?> codec() {
    if (codec == null) {
      throw new IllegalStateException("no state was made");
    }
    return codec;
  }

  @Override
  public <T> ValueState<T> bindValue(StateTag<ValueState<T>> address, Coder<T> coder) {
    codec = CellCodec.value(coder);
    return super.bindValue(address, coder);
  }

  @Override
  public <T> BagState<T> bindBag(StateTag<BagState<T>> address, Coder<T> coder) {
    codec = CellCodec.bag(coder);
    return super.bindBag(address, coder);
  }

  @Override
  public <T> SetState<T> bindSet(StateTag<SetState<T>> address, Coder<T> coder) {
    codec = CellCodec.set(coder);
    return super.bindSet(address, coder);
  }

  @Override
  public <K, V> MapState<K, V> bindMap(
      StateTag<MapState<K, V>> address, Coder<K> keys, Coder<V> values) {
    codec = CellCodec.map(keys, values);
    return super.bindMap(address, keys, values);
  }

  @Override
  public <K, V> MultimapState<K, V> bindMultimap(
      StateTag<MultimapState<K, V>> address, Coder<K> keys, Coder<V> values) {
    codec = CellCodec.multimap(keys, values);
    return super.bindMultimap(address, keys, values);
  }

  @Override
  public <T> OrderedListState<T> bindOrderedList(
      StateTag<OrderedListState<T>> address, Coder<T> coder) {
    codec = CellCodec.orderedList(coder);
    return super.bindOrderedList(address, coder);
  }

  @Override
  public <I, A, O> CombiningState<I, A, O> bindCombiningValue(
      StateTag<CombiningState<I, A, O>> address, Coder<A> coder, CombineFn<I, A, O> fn) {
    // Those with a context come here too, once it is bound.
    codec = CellCodec.combining(coder);
    return super.bindCombiningValue(address, coder, fn);
  }

  @Override
  public WatermarkHoldState bindWatermark(
      StateTag<WatermarkHoldState> address, TimestampCombiner combiner) {
    codec = CellCodec.hold();
    return new HoldState(combiner, holds);
  }
}
