// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.ViewNode;
import java.io.IOException;

/** Gathers a side input, and publishes the view at the seal. */
final class ViewOperator implements Operator {
  private final ViewNode node;
  private final Job job;
  private final ViewTable table;

  ViewOperator(ViewNode node, Job job) {
    this.node = node;
    this.job = job;
    table = new ViewTable(node.model(), job);
  }

  @Override
  public void frame(Frame frame) {
    Insertions.takeAll(frame, node.name(), job, this::add);
  }

  private void add(Frame frame, int row) throws IOException {
    for (Object window : node.model().windows().each(frame.windows(row))) {
      table.add(window, frame.value(row));
    }
  }

  @Override
  public void seal(long epoch) throws Exception {
    TableView view = table.seal();
    job.closeAtEnd(view);
    job.view(node.view()).complete(view);
  }

  @Override
  public void close() {
    table.close();
  }
}
