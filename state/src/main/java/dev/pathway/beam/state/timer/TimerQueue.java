// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.timer;

import org.jspecify.annotations.Nullable;

/**
 * Timers in the order of their times, and of their insertion where those are equal. Adding takes
 * constant time, removing and polling take logarithmic time, amortised. One thread only.
 *
 * <p>What comes and goes before all others touches none of them: timers that wait cost those that
 * fire nothing, not even memory that no cache holds.
 *
 * @param <T> the timers
 */
public final class TimerQueue<T extends TimerQueue.Timer> {
  /*
   * Two pairing heaps [1], each a tree in which no timer is before its parent. The children of a
   * timer are a list by "next", whose first is "child"; "previous" is the one before in that list,
   * for the first child the parent.
   *
   * A timer before all of the far heap goes into the near one, which joins the far one when much
   * has come into it. Without it each such timer would become the parent of those that wait, and
   * the one on top of them be written to.
   *
   * [1] M. Fredman, R. Sedgewick, D. Sleator, R. Tarjan: The pairing heap: a new form of
   * self-adjusting heap. Algorithmica 1, 1986.
   */

  private static final long NOT_QUEUED = -1;
  private static final int MAX_NEAR = 1_000;

  private @Nullable Timer near;
  private @Nullable Timer far;

  /** How many timers have come into the near heap since it was empty. */
  private int addedNear;

  private long added;
  private int size;

  /** What is kept in a queue, in one at most. */
  public abstract static class Timer {
    private final long time;
    private long sequence = NOT_QUEUED;
    private @Nullable Timer child;
    private @Nullable Timer next;
    private @Nullable Timer previous;

    /** Creates a timer for a time. */
    protected Timer(long time) {
      this.time = time;
    }

    /** Returns a number that is higher than those of timers added before, while it is queued. */
    protected final long sequence() {
      return sequence;
    }

    private boolean isBefore(Timer other) {
      return time != other.time ? time < other.time : sequence < other.sequence;
    }
  }

  /**
   * Adds a timer.
   *
   * @throws IllegalArgumentException if it is in a queue
   */
  public void add(T timer) {
    Timer node = timer;
    if (node.sequence != NOT_QUEUED) {
      throw new IllegalArgumentException("the timer is queued already: " + timer);
    }
    node.sequence = added++;
    size++;
    if (far == null || !node.isBefore(far)) {
      far = join(far, node);
      return;
    }
    near = join(near, node);
    if (++addedNear > MAX_NEAR) {
      far = join(far, near);
      leaveNear(null);
    }
  }

  private void leaveNear(@Nullable Timer rest) {
    near = rest;
    if (rest == null) {
      addedNear = 0;
    }
  }

  /** Removes a timer of this queue, unless it was removed or polled before. */
  public void remove(T timer) {
    Timer node = timer;
    if (node.sequence == NOT_QUEUED) {
      return;
    }
    if (node == near) {
      leaveNear(mergeAll(node.child));
    } else if (node == far) {
      far = mergeAll(node.child);
    } else {
      unlink(node);
      far = join(far, mergeAll(node.child));
    }
    node.child = null;
    node.sequence = NOT_QUEUED;
    size--;
  }

  /** Returns the least time, or {@link Long#MAX_VALUE} if there are no timers. */
  public long firstTime() {
    Timer first = first();
    return first == null ? Long.MAX_VALUE : first.time;
  }

  /** Removes the first timer and returns it, or null if there are no timers. */
  @SuppressWarnings("unchecked") // only such are added
  public @Nullable T poll() {
    T timer = (T) first();
    if (timer != null) {
      remove(timer);
    }
    return timer;
  }

  private @Nullable Timer first() {
    if (near == null) {
      return far;
    }
    return far == null || near.isBefore(far) ? near : far;
  }

  /** Returns whether there are no timers. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Returns the number of timers. */
  public int size() {
    return size;
  }

  /** Takes a timer, with all below it, out of the children of its parent. */
  private static void unlink(Timer node) {
    Timer previous = node.previous;
    Timer next = node.next;
    if (previous != null) {
      if (previous.child == node) {
        previous.child = next;
      } else {
        previous.next = next;
      }
    }
    if (next != null) {
      next.previous = previous;
    }
    node.previous = null;
    node.next = null;
  }

  private static @Nullable Timer join(@Nullable Timer one, @Nullable Timer other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return merge(one, other);
  }

  /** Makes one of two roots a child of the other, which it returns. */
  private static Timer merge(Timer one, Timer other) {
    Timer parent = one.isBefore(other) ? one : other;
    Timer node = parent == one ? other : one;
    Timer sibling = parent.child;
    node.previous = parent;
    node.next = sibling;
    if (sibling != null) {
      sibling.previous = node;
    }
    parent.child = node;
    return parent;
  }

  /**
   * Makes one tree of a list of siblings: of every two in turn, then of all these from the last.
   */
  private static @Nullable Timer mergeAll(@Nullable Timer siblings) {
    Timer pairs = null;
    Timer left = siblings;
    while (left != null) {
      Timer one = left;
      Timer other = one.next;
      left = other == null ? null : other.next;
      one.next = null;
      one.previous = null;
      Timer pair = one;
      if (other != null) {
        other.next = null;
        other.previous = null;
        pair = merge(one, other);
      }
      pair.next = pairs;
      pairs = pair;
    }
    Timer root = null;
    while (pairs != null) {
      Timer pair = pairs;
      pairs = pair.next;
      pair.next = null;
      root = root == null ? pair : merge(root, pair);
    }
    return root;
  }
}
