// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A job of this process as others see it. Thread-safe. */
public final class ControlledJob {
  private final String id;
  private final String name;
  private final boolean streaming;
  private final Instant since = Instant.now();
  private final Runnable drain;
  private final Runnable cancel;
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private volatile String state = "RUNNING";

  /**
   * Creates a job that has just started.
   *
   * @param id unique for each run
   * @param name its name
   * @param streaming whether it is a streaming job
   * @param drain has the job end in an orderly way; returns at once
   * @param cancel has the job stop; returns at once
   */
  public ControlledJob(String id, String name, boolean streaming, Runnable drain, Runnable cancel) {
    this.id = id;
    this.name = name;
    this.streaming = streaming;
    this.drain = drain;
    this.cancel = cancel;
  }

  String id() {
    return id;
  }

  JobStatus status() {
    return new JobStatus(id, name, state, streaming, since);
  }

  void drain() {
    state = "DRAINING";
    drain.run();
  }

  void cancel() {
    state = "CANCELLING";
    cancel.run();
  }

  /** Has {@code listener} called with the final state, at once if the job has ended. */
  void onEnd(Consumer<String> listener) {
    CompletableFuture<Void> unused = ended.thenAccept(listener);
  }

  /**
   * Says that the job has ended; returns when all who wait for that were told. To be called before
   * this process hears of it, which may end then.
   */
  public void end(String finalState) {
    ended.complete(finalState);
  }
}
