// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StreamReader;
import dev.pathway.beam.engine.spi.StreamSource;
import dev.pathway.beam.engine.spi.StreamSplit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads this worker's share of an unbounded source's splits, one after the other, a few elements
 * each, and lets event time advance to where all of them have come.
 */
final class StreamSourceOperator implements Operator {
  private static final int ELEMENTS_IN_TURN = 1_000;
  private static final long ADVANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** How long a source may have nothing before event time is passed on less often. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long IDLE_ADVANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_PAUSE_MILLIS = 8;

  private final SourceNode node;
  private final StreamSource source;
  private final Job job;
  private final Body body;
  private final StageHost host;
  private final int worker;
  private final long commitNanos;
  private final List<StreamReader> readers = new ArrayList<>();

  /** Those that had nothing when they were asked last. */
  private final Set<StreamReader> empty = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean uncommitted;
  private long lastCommit;
  private long lastAdvance;
  private long lastElement = System.nanoTime();
  private boolean busy = true;
  private long pause = 1;

  StreamSourceOperator(
      SourceNode node, StreamSource source, Job job, Body body, StageHost host, int worker) {
    this.node = node;
    this.source = source;
    this.job = job;
    this.body = body;
    this.host = host;
    this.worker = worker;
    commitNanos = TimeUnit.MILLISECONDS.toNanos(job.settings().maxBundleMillis());
  }

  @Override
  public void produce() {
    try {
      openReaders();
      lastCommit = host.nanoTime();
      while (!readers.isEmpty()) {
        turn();
      }
    } catch (JobStoppedException | StepFailure e) {
      throw e;
    } catch (Throwable t) {
      throw SourceOperator.failure(node.name(), t, job);
    }
  }

  private void openReaders() throws Exception {
    List<StreamSplit> splits = job.streamSplits(node.id(), source);
    for (int i = worker; i < splits.size(); i += job.totalParallelism()) {
      readers.add(splits.get(i).open(job, null));
    }
  }

  private void turn() throws Exception {
    boolean any = false;
    for (StreamReader reader : readers) {
      any |= read(reader);
    }
    long now = host.nanoTime();
    boolean justEnded = !any && busy;
    busy = any;
    if (any) {
      lastElement = now;
    }
    long interval = now - lastElement < IDLE_NANOS ? ADVANCE_NANOS : IDLE_ADVANCE_NANOS;
    if (justEnded || now - lastAdvance >= interval) {
      lastAdvance = now;
      advance();
    }
    body.tick();
    if (any) {
      pause = 1;
      host.joinRound();
    } else if (!readers.isEmpty()) {
      body.rest();
      host.pause(Math.min(body.wakeTime(), job.clock().millis() + pause));
      pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
    }
  }

  /**
   * Reads some of what a reader has, and returns whether it had anything. Where the steps are slow
   * that is little: event time, the reader's commits and a drain wait for the turn to end.
   */
  private boolean read(StreamReader reader) throws Exception {
    long start = host.nanoTime();
    for (int i = 0; i < ELEMENTS_IN_TURN && host.nanoTime() - start < ADVANCE_NANOS; i++) {
      if (!reader.advance()) {
        empty.add(reader);
        return i > 0;
      }
      empty.remove(reader);
      Object element = Objects.requireNonNull(reader.element(), "element");
      uncommitted = true;
      body.element(element);
    }
    return true;
  }

  private void advance() throws Exception {
    long watermark = EventTime.END;
    List<StreamReader> ended = new ArrayList<>();
    for (StreamReader reader : readers) {
      long own = reader.watermark();
      if (job.draining() || (own >= EventTime.END && empty.contains(reader))) {
        ended.add(reader);
      } else {
        // One that says that nothing more comes may still have something: what it has is read.
        watermark = Math.min(watermark, own >= EventTime.END ? EventTime.START : own);
      }
    }
    body.advance(watermark);
    commit(!ended.isEmpty());
    for (StreamReader reader : ended) {
      readers.remove(reader);
      empty.remove(reader);
      reader.close();
    }
  }

  /**
   * Tells the readers that what they read was handed over, if it was: a bundle ended just here, or
   * it is made to, {@code now} or because bundles have always ended elsewhere for some time.
   */
  private void commit(boolean now) throws Exception {
    if (!uncommitted) {
      return;
    }
    long time = host.nanoTime();
    if (now || time - lastCommit >= commitNanos) {
      body.commit();
    }
    if (!body.inBundle()) {
      uncommitted = false;
      lastCommit = time;
      for (StreamReader reader : readers) {
        reader.committed();
      }
    }
  }

  @Override
  public void close() throws Exception {
    @Nullable Exception failure = null;
    for (StreamReader reader : readers) {
      try {
        reader.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
