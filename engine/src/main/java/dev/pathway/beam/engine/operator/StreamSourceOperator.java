// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.engine.spi.StreamSource;
import dev.pathway.beam.engine.spi.StreamSplit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final long JOIN_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private final SourceNode node;
  private final StreamSource source;
  private final Job job;
  private final Body body;
  private final StageHost host;
  private final int worker;
  private final long commitNanos;
  private final List<StreamReading> readings = new ArrayList<>();

  /** What has ended, and waits for that to be saved. */
  private final List<StreamReading> ending = new ArrayList<>();

  /** Where the splits of this worker are saved; empty where they are not. */
  private final Map<StreamReading, SavedSplits.Entry> entries = new LinkedHashMap<>();

  private @Nullable SavedSplits saved;
  private long savedSnapshot;
  private boolean uncommitted;
  private long lastJoin;
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
  public void restore(StepState state) {
    if (!state.durable()) {
      return;
    }
    named(
        () -> {
          SavedSplits splits = new SavedSplits(state);
          saved = splits;
          savedSnapshot = state.restoredSnapshot();
          // Before anything is saved, so that the list is whole wherever one goes on from.
          for (SavedSplits.Entry entry :
              savedSnapshot > 0
                  ? splits.restore(job.loader())
                  : splits.deal(job.streamSplits(node.id(), source), job.totalParallelism())) {
            StreamReading reading = StreamReading.of((StreamSplit) entry.split(), entry.progress());
            entries.put(reading, entry);
            if (!reading.ended()) {
              readings.add(reading);
            }
          }
        });
  }

  @Override
  public void save(long snapshot) {
    named(
        () -> {
          SavedSplits splits = requireNonNull(saved, "saved");
          for (Map.Entry<StreamReading, SavedSplits.Entry> each : entries.entrySet()) {
            splits.save(each.getValue(), each.getKey().progress());
          }
          savedSnapshot = snapshot;
        });
  }

  @Override
  public void committed(long snapshot) {
    // Of one before the last that was saved readers do not know their marks any more.
    if (snapshot == savedSnapshot) {
      named(
          () -> {
            for (StreamReading reading : entries.keySet()) {
              reading.markCommitted();
            }
            for (StreamReading reading : ending) {
              if (reading.endSaved()) {
                reading.close();
              }
            }
            ending.removeIf(StreamReading::endSaved);
          });
    }
  }

  @Override
  public void produce() {
    named(
        () -> {
          openReaders();
          lastCommit = host.nanoTime();
          while (!readings.isEmpty()) {
            turn();
          }
        });
  }

  /** A call that may throw anything. */
  private interface Call {
    void run() throws Exception;
  }

  /** Gives failures the name of the source. */
  private void named(Call call) {
    try {
      call.run();
    } catch (JobStoppedException | StepFailure e) {
      throw e;
    } catch (Throwable t) {
      throw SourceOperator.failure(node.name(), t, job);
    }
  }

  private void openReaders() throws Exception {
    if (saved == null) {
      List<StreamSplit> splits = job.streamSplits(node.id(), source);
      for (int i = worker; i < splits.size(); i += job.totalParallelism()) {
        readings.add(new StreamReading(splits.get(i)));
      }
    }
    for (StreamReading reading : readings) {
      reading.open(job);
    }
    if (savedSnapshot > 0) {
      // Whoever is next must know what is late before the first row.
      body.advance(
          readings.stream()
              .mapToLong(StreamReading::watermark)
              .map(StreamSourceOperator::passedOn)
              .min()
              .orElse(EventTime.END));
    }
  }

  private void turn() throws Exception {
    boolean any = false;
    for (StreamReading reading : readings) {
      any |= read(reading);
      joinRound();
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
    } else if (!readings.isEmpty()) {
      body.rest();
      host.pause(Math.min(body.wakeTime(), job.clock().millis() + pause));
      pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
    }
  }

  /**
   * Reads some of what a reader has, and returns whether it had anything. Where the steps are slow
   * that is little: event time, the reader's commits and a drain wait for the turn to end.
   */
  private boolean read(StreamReading reading) throws Exception {
    long start = host.nanoTime();
    for (int i = 0; i < ELEMENTS_IN_TURN && host.nanoTime() - start < ADVANCE_NANOS; i++) {
      if (!reading.advance()) {
        return i > 0;
      }
      Object element = reading.element();
      uncommitted = true;
      body.element(element);
    }
    return true;
  }

  /**
   * Returns how far event time has come with a reader that has not ended: one that says that
   * nothing more comes may still have something, which is read.
   */
  private static long passedOn(long watermark) {
    return watermark >= EventTime.END ? EventTime.START : watermark;
  }

  /** Has a snapshot not wait for many readers. */
  private void joinRound() {
    long now = host.nanoTime();
    if (saved != null && now - lastJoin >= JOIN_NANOS) {
      lastJoin = now;
      host.joinRound();
    }
  }

  private void advance() throws Exception {
    long watermark = EventTime.END;
    List<StreamReading> ended = new ArrayList<>();
    for (StreamReading reading : readings) {
      long own = reading.advanceWatermark();
      if (job.draining() || (own >= EventTime.END && reading.empty())) {
        ended.add(reading);
      } else {
        watermark = Math.min(watermark, passedOn(own));
      }
    }
    body.advance(watermark);
    commit(!ended.isEmpty());
    for (StreamReading reading : ended) {
      reading.end();
      readings.remove(reading);
      if (saved == null) {
        reading.close();
      } else {
        ending.add(reading);
      }
    }
  }

  /**
   * Tells the readers that what they read was handed over, if it was: a bundle ended just here, or
   * it is made to, {@code now} or because bundles have always ended elsewhere for some time.
   */
  private void commit(boolean now) throws Exception {
    if (!uncommitted || saved != null) {
      return;
    }
    long time = host.nanoTime();
    if (now || time - lastCommit >= commitNanos) {
      body.commit();
    }
    if (!body.inBundle()) {
      uncommitted = false;
      lastCommit = time;
      for (StreamReading reading : readings) {
        reading.committed();
      }
    }
  }

  @Override
  public void close() throws Exception {
    @Nullable Exception failure = null;
    readings.addAll(ending);
    for (StreamReading reading : readings) {
      try {
        reading.close();
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
