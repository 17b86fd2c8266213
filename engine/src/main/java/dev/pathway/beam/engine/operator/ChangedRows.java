// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.StoppableWait;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The changed rows of a remembered step, each of which may stand for much work, such as a file to
 * read: whoever is free takes the next, whichever worker's it was. Thread-safe.
 */
final class ChangedRows {
  private final Queue<Change> waiting = new ConcurrentLinkedQueue<>();
  private final CountDownLatch unsealed;

  private ChangedRows(int workers) {
    unsealed = new CountDownLatch(workers);
  }

  /** A row and by how much the number of its occurrences changed. */
  static final class Change {
    private final byte[] row;
    private final int diff;

    private Change(byte[] row, int diff) {
      this.row = row;
      this.diff = diff;
    }

    /** Returns the key of the row, see {@link KeptRows#key}; nobody changes the array. */
    byte[] row() {
      return row;
    }

    int diff() {
      return diff;
    }
  }

  /** Returns those of a node, the same for all workers of a job. */
  static ChangedRows of(Job job, String node) {
    return job.shared(ByNode.class, ByNode::new)
        .rows
        .computeIfAbsent(node, id -> new ChangedRows(job.parallelism()));
  }

  private static final class ByNode {
    private final Map<String, ChangedRows> rows = new ConcurrentHashMap<>();
  }

  /** Adds a change; all those of one row at once. */
  void add(byte[] row, int diff) {
    waiting.add(new Change(row, diff));
  }

  /** Says that a worker adds no more, and waits for the others to do so. */
  void seal(Job job) {
    unsealed.countDown();
    StoppableWait.of(
        job,
        () -> {
          unsealed.await();
          return unsealed;
        });
  }

  /** Takes a change for which nothing was done yet; null if there is none left. */
  @Nullable Change take() {
    return waiting.poll();
  }
}
