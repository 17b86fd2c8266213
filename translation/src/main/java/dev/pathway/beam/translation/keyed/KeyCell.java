// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.core.InMemoryStateInternals.InMemoryState;
import org.apache.beam.runners.core.InMemoryStateInternals.InMemoryStateBinder;
import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateTable;
import org.apache.beam.runners.core.StateTag;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.StateContext;
import org.apache.beam.sdk.state.WatermarkHoldState;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.jspecify.annotations.Nullable;

/** A key's state, as objects on the heap, and its timers. One thread only. */
final class KeyCell implements StateInternals {
  private final Object identity;
  private final @Nullable Object key;
  private final KeyPartition partition;
  private final KeyTimers timers = new KeyTimers(this);
  private final StateTable states =
      new StateTable() {
        @Override
        protected Binder binderForNamespace(StateNamespace namespace, StateContext<?> context) {
          return new Binder(context);
        }
      };

  KeyCell(Object identity, @Nullable Object key, KeyPartition partition) {
    this.identity = identity;
    this.key = key;
    this.partition = partition;
  }

  Object identity() {
    return identity;
  }

  @Override
  public @Nullable Object getKey() {
    return key;
  }

  @Nullable Object key() {
    return key;
  }

  KeyPartition partition() {
    return partition;
  }

  KeyTimers timers() {
    return timers;
  }

  @Override
  public <T extends State> T state(
      StateNamespace namespace, StateTag<T> address, StateContext<?> context) {
    return states.get(namespace, address, context);
  }

  void clear(StateNamespace namespace) {
    states.getTagsInUse(namespace).values().forEach(State::clear);
    states.clearNamespace(namespace);
    timers.clear(namespace);
  }

  /** Returns whether nothing is left of the key, of which what is cleared is forgotten. */
  boolean isEmpty() {
    if (!timers.isEmpty()) {
      return false;
    }
    List<StateNamespace> namespaces = new ArrayList<>(states.getNamespacesInUse());
    for (StateNamespace namespace : namespaces) {
      if (!states.getTagsInUse(namespace).values().stream().allMatch(KeyCell::isCleared)) {
        return false;
      }
      states.clearNamespace(namespace);
    }
    return true;
  }

  private static boolean isCleared(State state) {
    return state instanceof InMemoryState<?> cleared
        ? cleared.isCleared()
        : ((HoldState) state).isCleared();
  }

  private final class Binder extends InMemoryStateBinder {
    Binder(StateContext<?> context) {
      super(context);
    }

    @Override
    public WatermarkHoldState bindWatermark(
        StateTag<WatermarkHoldState> address, TimestampCombiner timestampCombiner) {
      return new HoldState(timestampCombiner, partition.holds());
    }
  }
}
