// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.Snapshots;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * How far a worker has come with a snapshot, as its processor sees it, which must not wait: the
 * worker is asked to save, what it saved is uploaded, and once that is true of all workers the
 * snapshot is committed, of which the worker is told. Only then the next one begins.
 */
final class SnapshotPhase {
  private final Job job;
  private final Snapshots snapshots;
  private final Worker worker;
  private boolean asked;
  private Message.@Nullable Saved saved;
  private @Nullable CompletableFuture<Void> upload;
  private @Nullable CompletableFuture<Void> commit;
  private long committing;

  SnapshotPhase(Job job, Worker worker) {
    this.job = job;
    snapshots = job.snapshots();
    this.worker = worker;
  }

  /** Asks the worker to save, if that has not been done; returns whether it was asked. */
  boolean ask() {
    if (!asked && told()) {
      asked = worker.offerNow(new Message.Barrier());
    }
    return asked;
  }

  /** Takes what the worker saved. */
  void saved(Message.Saved news) {
    saved = news;
    upload = waking(snapshots.upload(news.pending()));
  }

  /** Returns whether the worker has saved, and handed over all that it put out before. */
  boolean isSaved() {
    return saved != null;
  }

  /**
   * Returns whether what the worker saved is durable; so it is if it had ended before it was asked,
   * since its end is part of an earlier snapshot.
   */
  boolean isUploaded() {
    return upload == null || isDone(upload);
  }

  /** Commits the snapshot if all workers took part in it; if not, the next one has its changes. */
  void finish(boolean success) {
    Message.Saved own = saved;
    asked = false;
    saved = null;
    upload = null;
    if (success && own != null) {
      committing = own.snapshot();
      commit = waking(snapshots.commit(committing));
    }
  }

  /** Tells the worker of a commit, if there is news; returns whether nothing is left to be told. */
  boolean told() {
    if (commit == null) {
      return true;
    }
    if (!isDone(commit) || !worker.offerNow(new Message.Committed(committing))) {
      return false;
    }
    commit = null;
    return true;
  }

  private CompletableFuture<Void> waking(CompletableFuture<Void> work) {
    return work.whenComplete((done, failure) -> worker.wake());
  }

  private boolean isDone(CompletableFuture<Void> work) {
    if (!work.isDone()) {
      return false;
    }
    try {
      work.join();
      return true;
    } catch (CompletionException e) {
      RuntimeException failure = e.getCause() instanceof RuntimeException cause ? cause : e;
      job.fail(failure);
      throw failure;
    }
  }
}
