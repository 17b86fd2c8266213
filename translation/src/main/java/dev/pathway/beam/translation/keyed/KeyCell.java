// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import org.apache.beam.runners.core.InMemoryStateInternals.InMemoryState;
import org.apache.beam.runners.core.InMemoryStateInternals.InMemoryStateBinder;
import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StateNamespace;
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
  private final KeySpace space;
  private final KeyTimers timers = new KeyTimers(this);

  /** The states of each namespace, by the names of their tags. */
  private final SmallMap<StateNamespace, SmallMap<String, State>> states = new SmallMap<>();

  KeyCell(Object identity, @Nullable Object key, KeySpace space) {
    this.identity = identity;
    this.key = key;
    this.space = space;
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

  KeySpace space() {
    return space;
  }

  KeyTimers timers() {
    return timers;
  }

  @Override
  @SuppressWarnings("unchecked") // one name always has the same kind of state
  public <T extends State> T state(
      StateNamespace namespace, StateTag<T> address, StateContext<?> context) {
    SmallMap<String, State> tags = states.get(namespace);
    if (tags == null) {
      tags = new SmallMap<>();
      states.put(namespace, tags);
    }
    State state = tags.get(address.getId());
    if (state == null) {
      state = bind(address, context);
      tags.put(address.getId(), state);
    }
    return (T) state;
  }

  @SuppressWarnings("deprecation") // the binder of states on the heap has no other form
  private State bind(StateTag<?> address, StateContext<?> context) {
    return address.bind(new Binder(context));
  }

  void clear(StateNamespace namespace) {
    SmallMap<String, State> tags = states.remove(namespace);
    if (tags != null) {
      tags.values().forEach(State::clear);
    }
    timers.clear(namespace);
  }

  /** Returns whether nothing is left of the key, of which what is cleared is forgotten. */
  boolean isEmpty() {
    if (!timers.isEmpty()) {
      return false;
    }
    for (StateNamespace first = states.firstKey(); first != null; first = states.firstKey()) {
      SmallMap<String, State> tags = states.get(first);
      if (tags != null && !tags.allMatch(KeyCell::isCleared)) {
        return false;
      }
      states.remove(first);
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
      return new HoldState(timestampCombiner, space.holds());
    }
  }
}
