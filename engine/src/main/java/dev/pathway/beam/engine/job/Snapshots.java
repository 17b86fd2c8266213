// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.state.live.Attempt;
import dev.pathway.beam.state.live.LiveResources;
import dev.pathway.beam.state.live.LiveStore;
import dev.pathway.beam.state.live.Pending;
import dev.pathway.beam.state.live.SnapshotLog;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a job's workers on one member keep their state, and how it gets into snapshots, unless the
 * job takes none. Thread-safe.
 */
public final class Snapshots implements AutoCloseable {
  private static final int THREADS = 4;

  private final @Nullable Attempt attempt;
  private final LiveResources resources;
  private final @Nullable ExecutorService executor;
  private long committing;
  private @Nullable CompletableFuture<Void> commit;

  private Snapshots(
      @Nullable Attempt attempt, LiveResources resources, @Nullable ExecutorService executor) {
    this.attempt = attempt;
    this.resources = resources;
    this.executor = executor;
  }

  /** Returns the places of state of a job that takes no snapshots. */
  static Snapshots none(MemoryBudget memory, Supplier<SpillDirectory> spill) {
    return new Snapshots(null, new LiveResources(spill, memory, Runnable::run), null);
  }

  /** Returns the places of state of an attempt of a job. */
  public static Snapshots of(Attempt attempt, Job job) {
    ExecutorService executor =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "pathway-" + job.name() + "-snapshots");
              thread.setDaemon(true);
              return thread;
            });
    return new Snapshots(attempt, new LiveResources(job.spill(), job.memory(), executor), executor);
  }

  /**
   * Begins an attempt of a job, if it may go on from the snapshots that there are.
   *
   * @param workers how many workers each stage has on all members, by what the stage is known by
   * @throws IllegalStateException if they are another job's
   */
  public static Attempt begin(SnapshotLog log, Map<String, Integer> workers, PlanIdentity plan)
      throws IOException {
    byte[] before = log.latestDescription();
    if (before != null) {
      plan.check(before);
    }
    return log.begin(workers, plan.bytes());
  }

  /** Returns whether state outlives the job's processes. */
  public boolean durable() {
    return attempt != null;
  }

  /** Returns the number of the snapshot with which the job began, 0 if it began anew. */
  public long base() {
    return attempt == null ? 0 : attempt.baseSnapshot();
  }

  /** Returns a number than which those of the job's snapshots from here on are greater. */
  public long last() {
    return attempt == null ? 0 : attempt.lastSnapshot();
  }

  /**
   * Opens the state of a worker, with all that the snapshot has of its partitions.
   *
   * @param stage what its stage is known by
   * @param worker its number, unique over members
   * @param partitions those that belong to it
   * @param replicated whether each of the stage's workers has all of its state
   */
  public LiveStore open(String stage, int worker, int[] partitions, boolean replicated)
      throws IOException {
    if (attempt == null) {
      return LiveStore.spilling(resources);
    }
    return replicated
        ? attempt.openReplica(stage, worker, resources)
        : attempt.open(stage, worker, partitions, resources);
  }

  /** Makes what a worker saved durable, on another thread. */
  public CompletableFuture<Void> upload(Pending pending) {
    return run(pending::upload);
  }

  /**
   * Has a snapshot count, of which every worker's part was uploaded, on another thread; once,
   * whoever asks.
   */
  public synchronized CompletableFuture<Void> commit(long snapshot) {
    if (commit == null || committing != snapshot) {
      Attempt own = attempt;
      if (own == null) {
        throw new IllegalStateException("the job takes no snapshots");
      }
      committing = snapshot;
      commit = run(() -> own.commit(snapshot));
    }
    return commit;
  }

  private interface Work {
    void run() throws IOException;
  }

  private CompletableFuture<Void> run(Work work) {
    if (executor == null) {
      throw new IllegalStateException("the job takes no snapshots");
    }
    return CompletableFuture.runAsync(
        () -> {
          try {
            work.run();
          } catch (IOException e) {
            throw new UncheckedIOException("A snapshot cannot be taken: " + e.getMessage(), e);
          }
        },
        executor);
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }
}
