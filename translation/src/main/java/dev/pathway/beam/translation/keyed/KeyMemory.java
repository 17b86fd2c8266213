// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.memory.MemoryBudget;
import java.io.IOException;

/**
 * The heap that the states of a step's keys take, charged to the job's budget, and which of them
 * are put away when it is short.
 *
 * <p>Of what is used one key in {@value #WEIGHED_EVERY} is weighed, by its encoding, for a few
 * hundredths of the time at most; what was not weighed counts as the mean of what was lately. Keys
 * are put away as by a clock's hand that goes round and spares those used since it last came by.
 * One thread only.
 */
final class KeyMemory implements AutoCloseable {
  private static final int LIVE = 1;
  private static final int WEIGHED_EVERY = 32;

  /** How many times as long as a key was weighed none is. */
  private static final int PAUSE = 50;

  private static final long CELL_BYTES = 200;
  private static final long TIMER_BYTES = 300;
  private static final long HEAP_BYTES_PER_ENCODED_BYTE = 3;

  /** The account is told of changes of no less, if a step is given much more anyway. */
  private static final long GRAIN_BYTES = 4 << 10;

  /** The share of the live states that is put away at once. */
  private static final long SHARE = 16;

  private final KeySpace space;
  private final KeyEntry entries;
  private final MemoryAccount account;
  private final Evictor evictor;
  private final long grainBytes;

  /** What has states on the heap and was not begun just now. */
  private final CellList live = new CellList(LIVE);

  private long liveBytes;
  private long meanBytes = CELL_BYTES;
  private int untilWeighed = 1;
  private long nextWeighedNanos = System.nanoTime();
  private int hand;

  /** Puts the states of a key away, so that they are not on the heap any more. */
  interface Evictor {
    /** Puts them away. */
    void evict(KeyCell cell) throws IOException;
  }

  KeyMemory(KeySpace space, KeyEntry entries, MemoryBudget budget, Evictor evictor) {
    this.space = space;
    this.entries = entries;
    this.evictor = evictor;
    account = budget.openAccount();
    grainBytes = Math.min(GRAIN_BYTES, budget.floorBytes() / 16);
    space
        .cells()
        .onSettling(
            cell -> {
              if (!cell.isCold()) {
                live.add(cell);
              }
            });
  }

  /** Says that there is a key without states. */
  void begun(KeyCell cell) {
    weighs(cell, meanBytes);
  }

  /** Says that the states of a key were read, from so many bytes. */
  void read(KeyCell cell, long encodedBytes) {
    live.add(cell);
    weighs(cell, weight(encodedBytes));
  }

  /** Says that a key has no states any more. */
  void forgotten(KeyCell cell) {
    live.remove(cell);
    weighs(cell, 0);
  }

  private static long weight(long encodedBytes) {
    return CELL_BYTES + HEAP_BYTES_PER_ENCODED_BYTE * encodedBytes;
  }

  private void weighs(KeyCell cell, long bytes) {
    liveBytes += bytes - cell.weightBytes();
    cell.setWeightBytes(bytes);
  }

  /** Says that a key was used, and makes room if memory is short. */
  void left(KeyCell cell) throws IOException {
    if (--untilWeighed == 0) {
      untilWeighed = WEIGHED_EVERY;
      weigh(cell);
    }
    long owed = owedBytes();
    if (owed > grainBytes) {
      if (!account.tryCharge(owed)) {
        makeRoom(owed, cell);
      }
    } else if (owed < -grainBytes) {
      account.release(-owed);
    }
  }

  private long owedBytes() {
    return liveBytes + TIMER_BYTES * space.timers() - account.heldBytes();
  }

  private void weigh(KeyCell cell) {
    long begin = System.nanoTime();
    if (begin - nextWeighedNanos < 0) {
      return;
    }
    long bytes = cell.weightBytes();
    try {
      bytes = weight(entries.size(cell));
    } catch (IOException | RuntimeException e) {
      // What its coder rejects is reported where it has to be encoded, if it ever has to be.
    }
    weighs(cell, bytes);
    meanBytes += (bytes - meanBytes) / 8;
    long end = System.nanoTime();
    nextWeighedNanos = end + PAUSE * (end - begin);
  }

  private void makeRoom(long owed, KeyCell used) throws IOException {
    long wanted = Math.max(owed, liveBytes / SHARE);
    long left = wanted - sweep(wanted, used);
    if (left > 0) {
      space.cells().settle();
      sweep(left, used);
    }
    long rest = owedBytes();
    if (rest > 0) {
      account.charge(rest);
    } else {
      account.release(-rest);
    }
  }

  /** Puts keys away until so much is freed, or there are no more; returns how much is. */
  private long sweep(long wanted, KeyCell used) throws IOException {
    long before = liveBytes;
    for (long steps = 2L * live.size(); steps > 0 && before - liveBytes < wanted; steps--) {
      if (hand >= live.size()) {
        hand = 0;
      }
      if (live.size() == 0) {
        break;
      }
      KeyCell cell = live.get(hand);
      if (cell == used) {
        hand++;
      } else if (cell.isTouched()) {
        cell.setTouched(false);
        hand++;
      } else {
        live.remove(cell);
        weighs(cell, 0);
        evictor.evict(cell);
      }
    }
    return before - liveBytes;
  }

  @Override
  public void close() {
    account.close();
  }
}
