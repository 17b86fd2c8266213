// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.ViewNode;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A fused stage at work: one head and the body it feeds. One thread calls everything, in the order
 * {@link #open}, {@link #produce}, then any number of {@link #frame} and {@link #seal}; {@link
 * #close} ends it in any case.
 */
public final class Stage {
  private final Body body;
  private final Operator head;

  /**
   * Creates the stage for one worker.
   *
   * @param spec the stage, with user functions of this worker's own
   * @param job the job it runs for
   * @param partitions which worker of the next stage a key belongs to
   * @param output where frames go
   * @param nanoClock a clock like {@link System#nanoTime} that is cheap enough to be read for every
   *     row
   */
  public Stage(
      StageSpec spec, Job job, Partitions partitions, FrameOutput output, LongSupplier nanoClock) {
    body = new Body(job, spec.rows(), new Wiring(spec, partitions, output), nanoClock);
    head = head(spec, job, body);
  }

  private static Operator head(StageSpec spec, Job job, Body body) {
    PlanNode node = spec.head();
    if (node instanceof SourceNode source) {
      return new SourceOperator(source, job, body);
    }
    if (node instanceof GroupNode group) {
      return new GroupOperator(group, spec, job, body);
    }
    if (node instanceof CombineNode combine) {
      return new CombineOperator(combine, job, body);
    }
    if (node instanceof ViewNode view) {
      return new ViewOperator(view, job);
    }
    return new StreamOperator(spec, job, body);
  }

  /** Sets up the steps and the head. */
  public void open() throws Exception {
    body.open();
    head.open();
  }

  /** Emits the rows of a source. */
  public void produce() throws Exception {
    head.produce();
  }

  /** Takes a frame. */
  public void frame(Frame frame) throws Exception {
    head.frame(frame);
  }

  /** Ends an epoch: emits all that is left of it and hands over every frame. */
  public void seal(long epoch) throws Exception {
    head.seal(epoch);
    body.seal(epoch);
  }

  /**
   * Returns the first failure of a step, which counts even if user code caught the exception; null
   * if none.
   */
  public @Nullable Throwable stepFailure() {
    return body.failure();
  }

  /** Tears down the steps and frees the head. */
  public void close() throws Exception {
    try {
      body.close();
    } finally {
      head.close();
    }
  }
}
