// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.PlanNode;

/** Hands every row to the body as it comes, once the views that the body reads are complete. */
final class StreamOperator implements Operator {
  private final Body body;
  private final FrameBuffer early;
  private final boolean holdsInput;
  private boolean viewsReady;

  StreamOperator(StageSpec spec, Job job, Body body) {
    this.body = body;
    holdsInput = spec.holdsInput();
    early = new FrameBuffer(spec.rows(), spec.collection(reader(spec).inputType()), job);
  }

  private static PlanNode reader(StageSpec spec) {
    return spec.head() != null ? spec.head() : spec.steps().get(0);
  }

  @Override
  public void frame(Frame frame) throws Exception {
    if (!viewsReady && holdsInput) {
      if (!body.viewsReady()) {
        early.add(frame);
        return;
      }
      replay();
    }
    process(frame);
  }

  @Override
  public void seal(long epoch) throws Exception {
    replay();
  }

  private void replay() throws Exception {
    viewsReady = true;
    early.drain(
        this::process,
        (element, diff) -> {
          body.diff(diff);
          body.element(element);
        });
  }

  private void process(Frame frame) {
    for (int row = 0; row < frame.size(); row++) {
      body.diff(frame.diff(row));
      frame.unpack(row, body);
    }
  }

  @Override
  public void close() throws Exception {
    early.close();
  }
}
