// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.frame;

/**
 * Bounds the bytes in large frames that are under way from one worker to another: queues count
 * frames, and a queue of large ones would fill the heap. Thread-safe.
 */
final class InFlightBytes {
  private static final long LIMIT_BYTES = 4L << 20;

  private long bytes;

  /**
   * Waits until there is room, at most the given time; a frame larger than all the room goes alone.
   */
  synchronized boolean enter(long frameBytes, long waitMillis) throws InterruptedException {
    long deadline = System.nanoTime() + waitMillis * 1_000_000;
    while (bytes > 0 && bytes + frameBytes > LIMIT_BYTES) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    bytes += frameBytes;
    return true;
  }

  synchronized void leave(long frameBytes) {
    bytes -= frameBytes;
    notifyAll();
  }
}
