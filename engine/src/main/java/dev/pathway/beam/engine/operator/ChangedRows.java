// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.StoppableWait;
import dev.pathway.beam.engine.operator.RowChanges.Change;
import java.io.IOException;
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
  private final Queue<RowChanges> workers = new ConcurrentLinkedQueue<>();
  private final CountDownLatch missing;

  private ChangedRows(int workers) {
    missing = new CountDownLatch(workers);
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

  /** Adds the changes of a worker, and waits for those of the others. */
  void add(RowChanges changes, Job job) {
    workers.add(changes);
    missing.countDown();
    StoppableWait.of(
        job,
        () -> {
          missing.await();
          return missing;
        });
  }

  /**
   * Takes a change for which nothing was done yet; null if there is none left, after which nobody
   * reads the changes of any worker.
   */
  @Nullable Change take() throws IOException {
    for (RowChanges each : workers) {
      Change next = each.next();
      if (next != null) {
        return next;
      }
    }
    return null;
  }
}
