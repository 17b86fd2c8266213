// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.codec.ArrayInput;
import java.io.IOException;
import org.apache.beam.runners.core.InMemoryStateInternals.InMemoryState;
import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateTag;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.StateContext;
import org.jspecify.annotations.Nullable;

/**
 * A key's state, as objects on the heap, and its timers. What was read back is decoded state by
 * state, when it is asked for. A <em>cold</em> cell has its timers only: the states are stored. One
 * thread only.
 */
final class KeyCell implements StateInternals {
  /** How many lists a cell can be in: one of each number below this. */
  static final int LISTS = 2;

  /** The states of a cold cell, to which nothing is ever added. */
  private static final SmallMap<StateNamespace, SmallMap<String, Object>> COLD = new SmallMap<>();

  private final Object identity;
  private final @Nullable Object key;
  private final KeySpace space;
  private final KeyTimers timers = new KeyTimers(this);

  /** The {@link State}s and {@link RawCell}s of each namespace, by the names of their tags. */
  private SmallMap<StateNamespace, SmallMap<String, Object>> states = new SmallMap<>();

  /** Where the cell is in each list, -1 where it is not. */
  private int firstSlot = -1;

  private int secondSlot = -1;

  /** The heap bytes that the states are taken for. */
  private long weightBytes;

  private boolean touched;
  private boolean stored;

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

  int slot(int list) {
    return list == 0 ? firstSlot : secondSlot;
  }

  void setSlot(int list, int slot) {
    if (list == 0) {
      firstSlot = slot;
    } else {
      secondSlot = slot;
    }
  }

  long weightBytes() {
    return weightBytes;
  }

  void setWeightBytes(long bytes) {
    weightBytes = bytes;
  }

  /** Returns whether the key was used since this was set to false. */
  boolean isTouched() {
    return touched;
  }

  void setTouched(boolean isTouched) {
    touched = isTouched;
  }

  /** Returns whether there is an entry for the key in the step's state, up to date or not. */
  boolean isStored() {
    return stored;
  }

  void setStored(boolean isStored) {
    stored = isStored;
  }

  /** Returns whether the states are not here, but stored. */
  boolean isCold() {
    return states == COLD;
  }

  /** Drops the states, which have been stored; their holds stay. */
  void cool() {
    states = COLD;
    weightBytes = 0;
  }

  /** Takes the states of a new or cold cell, whose holds are the step's already. */
  void warm(SmallMap<StateNamespace, SmallMap<String, Object>> read) {
    states = read;
  }

  /** Returns the {@link State}s and {@link RawCell}s of each namespace. */
  SmallMap<StateNamespace, SmallMap<String, Object>> states() {
    return states;
  }

  @Override
  @SuppressWarnings("unchecked") // one name always has the same kind of state
  public <T extends State> T state(
      StateNamespace namespace, StateTag<T> address, StateContext<?> context) {
    SmallMap<String, Object> tags = states.get(namespace);
    if (tags == null) {
      tags = new SmallMap<>();
      states.put(namespace, tags);
    }
    Object state = tags.get(address.getId());
    if (!(state instanceof State)) {
      state = bind(address, context, (RawCell) state);
      tags.put(address.getId(), state);
    }
    return (T) state;
  }

  @SuppressWarnings("deprecation") // the binder of states on the heap has no other form
  private State bind(StateTag<?> address, StateContext<?> context, @Nullable RawCell raw) {
    CellBinder binder = new CellBinder(context, space.holds());
    State state = address.bind(binder);
    space.codecs().putIfAbsent(address.getId(), binder.codec());
    if (raw != null) {
      decode(raw, binder.codec(), state, address.getId());
    }
    return state;
  }

  private void decode(RawCell raw, CellCodec<?> codec, State state, String name) {
    try {
      if (raw.kind() != codec.kind()) {
        throw new IOException("it was stored as " + raw.kind() + " and is now " + codec.kind());
      }
      ArrayInput in = new ArrayInput(raw.bytes());
      codec.decode(in, state);
      if (in.read() >= 0) {
        throw new IOException("its coder has left some of it unread");
      }
    } catch (IOException | RuntimeException e) {
      throw new StoredKeyException("decode state '" + name + "'", key, space.name(), e);
    }
  }

  void clear(StateNamespace namespace) {
    SmallMap<String, Object> tags = states.remove(namespace);
    if (tags != null) {
      tags.values().forEach(this::clear);
    }
    timers.clear(namespace);
  }

  private void clear(Object state) {
    if (state instanceof State live) {
      live.clear();
    } else if (state instanceof RawCell raw && raw.kind() == CellKind.HOLD) {
      try {
        space.holds().remove(raw.heldMillis());
      } catch (IOException e) {
        throw new StoredKeyException("decode a hold", key, space.name(), e);
      }
    }
  }

  /** Returns whether nothing is left of the key, of which what is cleared is forgotten. */
  boolean isEmpty() {
    if (!timers.isEmpty()) {
      return false;
    }
    for (StateNamespace first = states.firstKey(); first != null; first = states.firstKey()) {
      SmallMap<String, Object> tags = states.get(first);
      if (tags != null && !tags.allMatch(KeyCell::isCleared)) {
        return false;
      }
      states.remove(first);
    }
    return true;
  }

  /** Returns whether a state holds nothing; none is stored that does. */
  static boolean isCleared(Object state) {
    return state instanceof InMemoryState<?> cleared
        ? cleared.isCleared()
        : state instanceof HoldState hold && hold.isCleared();
  }
}
