// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.memory.MemoryBudget;
import java.io.IOException;
import java.util.function.Function;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a step in its {@link StepState}, an entry for each: what changed is put there when
 * the step is saved, and the states of keys that were not used lately when memory is short. Those
 * are read back when the key is used again; until then nothing of them is on the heap but timers
 * and holds. One thread only.
 */
final class KeyStore implements AutoCloseable {
  private static final byte KEY = 'k';
  private static final int CHANGED = 0;

  private final KeySpace space;
  private final Codec<Object> identities;
  private final StepState state;
  private final boolean durable;
  private final KeyEntry entries;
  private final KeyMemory memory;
  private final EncodeBuffer buffer = new EncodeBuffer();

  /** What changed since it was last stored; only in durable jobs. */
  private final CellList changed = new CellList(CHANGED);

  /** How many entries there may be of keys that have no cell. */
  private long absent;

  /** Creates the store of a step that begins, with nothing read. */
  KeyStore(
      KeySpace space,
      Codec<Object> identities,
      Coder<BoundedWindow> windowCoder,
      StepState state,
      MemoryBudget budget) {
    this.space = space;
    this.identities = identities;
    this.state = state;
    durable = state.durable();
    entries = new KeyEntry(space, windowCoder);
    memory = new KeyMemory(space, entries, budget, this::putAway);
  }

  /** Reads the timers and holds of all keys. */
  void restore(Function<Object, @Nullable Object> keyOf) throws IOException {
    state.forEach(
        (partition, key, entry) -> {
          if (key[0] == KEY) {
            restore(key, entry, keyOf);
          }
        });
  }

  private void restore(byte[] key, byte[] entry, Function<Object, @Nullable Object> keyOf)
      throws IOException {
    Object identity = identities.decode(new ArrayInput(key, 1));
    KeyCell[] cell = new KeyCell[1];
    try {
      entries.readHeader(
          entry,
          new KeyEntry.HeaderConsumer() {
            @Override
            public void timer(TimerData data, int round) {
              KeyCell own = cell[0];
              if (own == null) {
                own = new KeyCell(identity, keyOf.apply(identity), space);
                cell[0] = own;
              }
              own.timers().restore(data, round);
            }

            @Override
            public void hold(long time) {
              space.holds().add(time);
            }
          });
    } catch (IOException | RuntimeException e) {
      throw new StoredKeyException("decode the timers", keyOf.apply(identity), space.name(), e);
    }
    if (cell[0] == null) {
      absent++;
    } else {
      cell[0].setStored(true);
      cell[0].cool();
      space.cells().add(cell[0]);
    }
  }

  /** Says that a key has a cell that is new; it may have been stored. */
  void begun(KeyCell cell) throws IOException {
    byte[] entry = absent == 0 ? null : state.get(partition(cell), key(cell));
    if (entry == null) {
      memory.begun(cell);
    } else {
      absent--;
      cell.setStored(true);
      read(cell, entry);
    }
  }

  /** Says that a key is to be used, which may be cold. */
  void used(KeyCell cell) throws IOException {
    if (cell.isCold()) {
      byte[] entry = state.get(partition(cell), key(cell));
      if (entry == null) {
        throw new IllegalStateException("a key that was stored is not there");
      }
      read(cell, entry);
    }
    cell.setTouched(true);
    if (durable) {
      changed.add(cell);
    }
  }

  private void read(KeyCell cell, byte[] entry) {
    try {
      cell.warm(entries.readStates(entry));
    } catch (IOException | RuntimeException e) {
      throw new StoredKeyException("decode the states", cell.key(), space.name(), e);
    }
    memory.read(cell, entry.length);
  }

  /** Says that a key was used, and holds something. */
  void left(KeyCell cell) throws IOException {
    memory.left(cell);
  }

  /** Says that a key is gone. */
  void forgotten(KeyCell cell) throws IOException {
    memory.forgotten(cell);
    changed.remove(cell);
    if (cell.isStored()) {
      state.remove(partition(cell), key(cell));
    }
  }

  /** Puts away the states of a key that is not being used. */
  private void putAway(KeyCell cell) throws IOException {
    if (!durable || changed.contains(cell)) {
      changed.remove(cell);
      put(cell);
    }
    cell.cool();
    if (cell.timers().isEmpty()) {
      space.cells().remove(cell.identity());
      absent++;
    }
  }

  /** Puts what changed into the state. */
  void save() throws IOException {
    while (changed.size() > 0) {
      KeyCell cell = changed.get(changed.size() - 1);
      changed.remove(cell);
      put(cell);
    }
  }

  private void put(KeyCell cell) throws IOException {
    byte[] entry;
    try {
      entry = entries.of(cell);
    } catch (IOException | ArithmeticException e) {
      throw new StoredKeyException("encode the states", cell.key(), space.name(), e);
    }
    state.put(partition(cell), key(cell), entry);
    cell.setStored(true);
  }

  private int partition(KeyCell cell) {
    return state.partition(cell.identity().hashCode());
  }

  private byte[] key(KeyCell cell) throws IOException {
    buffer.clear();
    buffer.write(KEY);
    return buffer.encode(identities, cell.identity()).toByteArray();
  }

  @Override
  public void close() {
    memory.close();
  }
}
