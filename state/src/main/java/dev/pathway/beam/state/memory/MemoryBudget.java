// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The heap bytes that all tables of a process may take together.
 *
 * <p>It is an account, not an allocator: holders say what they take and give back, through a {@link
 * MemoryAccount} each. A holder that is refused moves its contents to disk. So that none starves, a
 * holder has its floor whatever the others hold; what is used can exceed the limit by the floors,
 * and by what cannot be divided (one value larger than all the memory left).
 *
 * <p>Thread-safe.
 */
public final class MemoryBudget {
  private static final long DEFAULT_FLOOR_BYTES = 1L << 20;

  private final long limitBytes;
  private final long floorBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  /** Creates a budget with a floor of 1 MiB for each holder. */
  public MemoryBudget(long limitBytes) {
    this(limitBytes, DEFAULT_FLOOR_BYTES);
  }

  /**
   * Creates a budget.
   *
   * @param limitBytes what all holders may take together
   * @param floorBytes what each holder is given in any case
   */
  public MemoryBudget(long limitBytes, long floorBytes) {
    if (limitBytes < 0 || floorBytes < 0) {
      throw new IllegalArgumentException(
          "limitBytes and floorBytes must not be negative: " + limitBytes + ", " + floorBytes);
    }
    this.limitBytes = limitBytes;
    this.floorBytes = floorBytes;
  }

  /** Opens the account of a new holder, with nothing taken. */
  public MemoryAccount openAccount() {
    return new MemoryAccount(this);
  }

  /** Returns the bytes that all holders may take together. */
  public long limitBytes() {
    return limitBytes;
  }

  /** Returns the bytes that each holder is given in any case. */
  public long floorBytes() {
    return floorBytes;
  }

  /**
   * Returns the bytes reserved at this moment; they include what holders have reserved ahead of
   * need.
   */
  public long usedBytes() {
    return usedBytes.get();
  }

  /** Reserves the bytes if the limit allows it. */
  boolean tryReserve(long bytes) {
    long used = usedBytes.get();
    while (bytes <= limitBytes - used) {
      long witness = usedBytes.compareAndExchange(used, used + bytes);
      if (witness == used) {
        return true;
      }
      used = witness;
    }
    return false;
  }

  /** Reserves the bytes whatever the limit. */
  void reserve(long bytes) {
    usedBytes.addAndGet(bytes);
  }

  /** Gives bytes back. */
  void release(long bytes) {
    long left = usedBytes.addAndGet(-bytes);
    assert left >= 0 : "released more than was reserved: " + left;
  }
}
