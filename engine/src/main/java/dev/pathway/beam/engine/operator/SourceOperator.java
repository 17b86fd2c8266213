// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.job.SplitPool;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import dev.pathway.beam.engine.spi.StepState;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads splits of a source until there are none left, giving away parts of its own when others have
 * nothing to do. Where the job keeps its state it reads those that are its own by their numbers.
 */
final class SourceOperator implements Operator {
  private static final long JOIN_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
  private static final long GIVE_AWAY_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** A source that throws such exceptions by itself, without an interrupt, must fail in the end. */
  private static final int MAX_STRAY_INTERRUPTS = 10;

  private final SourceNode node;
  private final SourceSpec source;
  private final Job job;
  private final Body body;
  private final StageHost host;
  private @Nullable DealtSplits dealt;
  private long lastJoin;
  private long lastGiveAway = System.nanoTime() - GIVE_AWAY_INTERVAL_NANOS;

  SourceOperator(SourceNode node, SourceSpec source, Job job, Body body, StageHost host) {
    this.node = node;
    this.source = source;
    this.job = job;
    this.body = body;
    this.host = host;
  }

  @Override
  public void restore(StepState state) {
    if (state.durable()) {
      try {
        dealt = new DealtSplits(node, source, state, job);
      } catch (Throwable t) {
        throw failed(t);
      }
    }
  }

  @Override
  public void save(long snapshot) throws Exception {
    if (dealt != null) {
      dealt.save();
    }
  }

  @Override
  public void produce() {
    if (dealt != null) {
      dealt.unfinished().forEach(this::readDealt);
      return;
    }
    SplitPool pool = job.splits(node.id(), source);
    for (Split split = take(pool); split != null; split = take(pool)) {
      try {
        read(split, pool);
      } finally {
        pool.finished();
      }
    }
  }

  private @Nullable Split take(SplitPool pool) {
    for (int interrupts = 1; ; interrupts++) {
      try {
        return pool.take();
      } catch (InterruptedException e) {
        // User code may leave its thread interrupted, or a timer of its own come too late.
        if (job.stopping() || interrupts == MAX_STRAY_INTERRUPTS) {
          throw failed(e);
        }
      } catch (Throwable t) {
        throw failed(t);
      }
    }
  }

  private void readDealt(DealtSplits.Progress progress) {
    SplitReader reader = open(progress.split());
    boolean complete = false;
    try {
      while (advance(reader)) {
        if (progress.next()) {
          body.element(element(reader));
          progress.putOut();
        }
        joinRound();
      }
      progress.end();
      complete = true;
    } finally {
      close(reader, complete);
    }
  }

  /** Lets the host save, with the last element put out and the next one not. */
  private void joinRound() {
    long now = host.nanoTime();
    if (now - lastJoin >= JOIN_NANOS) {
      lastJoin = now;
      host.joinRound();
    }
  }

  private SplitReader open(Split split) {
    try {
      return split.open(job);
    } catch (Throwable t) {
      throw failed(t);
    }
  }

  private void read(Split split, SplitPool pool) {
    SplitReader reader = open(split);
    boolean complete = false;
    try {
      while (advance(reader)) {
        Object element = element(reader);
        // Before the element, which may take long.
        if (pool.hungry()) {
          giveAway(reader, pool);
        }
        body.element(element);
      }
      complete = true;
    } finally {
      close(reader, complete);
    }
  }

  private boolean advance(SplitReader reader) {
    try {
      return reader.advance();
    } catch (Throwable t) {
      throw failed(t);
    }
  }

  private Object element(SplitReader reader) {
    try {
      return Objects.requireNonNull(reader.element(), "element");
    } catch (Throwable t) {
      throw failed(t);
    }
  }

  private void giveAway(SplitReader reader, SplitPool pool) {
    long now = System.nanoTime();
    if (now - lastGiveAway < GIVE_AWAY_INTERVAL_NANOS) {
      return;
    }
    lastGiveAway = now;
    Optional<Split> given;
    try {
      given = reader.giveAway();
    } catch (Throwable t) {
      throw failed(t);
    }
    given.ifPresent(pool::give);
  }

  /** Closes a reader; what that throws counts unless reading has failed before. */
  private void close(SplitReader reader, boolean complete) {
    try {
      reader.close();
    } catch (Throwable t) {
      if (complete) {
        throw failed(t);
      }
    }
  }

  private RuntimeException failed(Throwable thrown) {
    return failure(node.name(), thrown, job);
  }

  /** Returns what to throw when the reading of a source threw something. */
  static RuntimeException failure(String source, Throwable thrown, Job job) {
    boolean stopped =
        thrown instanceof InterruptedException || thrown instanceof JobStoppedException;
    return stopped && job.stopping() ? new JobStoppedException() : new StepFailure(source, thrown);
  }
}
