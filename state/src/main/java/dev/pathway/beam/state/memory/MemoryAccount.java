// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.memory;

/**
 * What one holder of state has taken from a {@link MemoryBudget}.
 *
 * <p>Reservations are made ahead of need, in steps that grow with what is held (4 KiB to 256 KiB),
 * so that the shared budget is touched rarely and thousands of small holders do not reserve much
 * that they never use.
 *
 * <p>Thread-confined, except that {@link #close} may come from another thread once the holder has
 * stopped changing.
 */
public final class MemoryAccount implements AutoCloseable {
  private static final long MIN_STEP_BYTES = 4L << 10;
  private static final long MAX_STEP_BYTES = 256L << 10;

  private final MemoryBudget budget;
  private long heldBytes;
  private long reservedBytes;
  private boolean overdrawn;

  MemoryAccount(MemoryBudget budget) {
    this.budget = budget;
  }

  /**
   * Takes the bytes if they are within the floor or the budget grants them, and returns whether
   * they were taken. A refusal changes nothing.
   */
  public boolean tryCharge(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must not be negative: " + bytes);
    }
    long held = heldBytes + bytes;
    if (held > reservedBytes && !reserveUpTo(held)) {
      return false;
    }
    heldBytes = held;
    return true;
  }

  /**
   * Takes bytes that are in use already; if the budget does not grant them, the account is
   * {@linkplain #isOverdrawn overdrawn}.
   */
  public void charge(long bytes) {
    if (!tryCharge(bytes)) {
      heldBytes += bytes;
      budget.reserve(heldBytes - reservedBytes);
      reservedBytes = heldBytes;
      overdrawn = true;
    }
  }

  /** Gives back some of the bytes taken. */
  public void release(long bytes) {
    if (bytes < 0 || bytes > heldBytes) {
      throw new IllegalArgumentException("Cannot release " + bytes + " bytes of " + heldBytes);
    }
    heldBytes -= bytes;
    long kept = heldBytes + step(heldBytes);
    if (reservedBytes > kept) {
      budget.release(reservedBytes - kept);
      reservedBytes = kept;
    }
  }

  /** Gives back all bytes taken; the account can be used again and is not overdrawn. */
  public void releaseAll() {
    budget.release(reservedBytes);
    reservedBytes = 0;
    heldBytes = 0;
    overdrawn = false;
  }

  /** Returns the bytes taken. */
  public long heldBytes() {
    return heldBytes;
  }

  /**
   * Returns whether a charge went beyond what the budget grants since the last {@link #releaseAll}.
   */
  public boolean isOverdrawn() {
    return overdrawn;
  }

  /** Gives back all bytes taken. */
  @Override
  public void close() {
    releaseAll();
  }

  private boolean reserveUpTo(long held) {
    long missing = held - reservedBytes;
    long wanted = Math.max(missing, step(held));
    if (budget.tryReserve(wanted)) {
      reservedBytes += wanted;
      return true;
    }
    if (budget.tryReserve(missing)) {
      reservedBytes += missing;
      return true;
    }
    if (held <= budget.floorBytes()) {
      budget.reserve(missing);
      reservedBytes += missing;
      return true;
    }
    return false;
  }

  private static long step(long held) {
    return Math.min(MAX_STEP_BYTES, Math.max(MIN_STEP_BYTES, held / 8));
  }
}
