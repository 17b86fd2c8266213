// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.job.SplitPool;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads splits of a source until there are none left, giving away parts of its own when others have
 * nothing to do.
 */
final class SourceOperator implements Operator {
  private static final long GIVE_AWAY_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** A source that throws such exceptions by itself, without an interrupt, must fail in the end. */
  private static final int MAX_STRAY_INTERRUPTS = 10;

  private final SourceNode node;
  private final SourceSpec source;
  private final Job job;
  private final Body body;
  private long lastGiveAway = System.nanoTime() - GIVE_AWAY_INTERVAL_NANOS;

  SourceOperator(SourceNode node, SourceSpec source, Job job, Body body) {
    this.node = node;
    this.source = source;
    this.job = job;
    this.body = body;
  }

  @Override
  public void produce() {
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

  private void read(Split split, SplitPool pool) {
    SplitReader reader;
    try {
      reader = split.open(job);
    } catch (Throwable t) {
      throw failed(t);
    }
    boolean complete = false;
    try {
      for (Object element = next(reader); element != null; element = next(reader)) {
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

  private @Nullable Object next(SplitReader reader) {
    try {
      return reader.advance() ? Objects.requireNonNull(reader.element(), "element") : null;
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
