// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.LiveView;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.spi.StepState;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keeps a view of a streaming job up to date: each row is the whole new content of its windows. */
final class LiveViewOperator implements Operator {
  private final ViewNode node;
  private final Job job;
  private final LiveView view;
  private @Nullable SavedView saved;

  LiveViewOperator(ViewNode node, Job job) {
    this.node = node;
    this.job = job;
    view = job.liveView(node.view());
  }

  @Override
  public void restore(StepState state) throws Exception {
    if (state.durable()) {
      saved = new SavedView(state, node.model(), view);
      saved.restore(job);
    }
  }

  @Override
  public void save(long snapshot) throws Exception {
    if (saved != null) {
      saved.save();
    }
  }

  @Override
  public void frame(Frame frame) {
    Insertions.takeAll(frame, node.name(), job, this::put);
  }

  private void put(Frame frame, int row) throws IOException {
    for (Object window : node.model().windows().each(frame.windows(row))) {
      long end = node.model().windows().end(window);
      if (saved != null) {
        if (!saved.released(end)) {
          saved.put(window, end, content(window, frame.value(row)));
        }
      } else if (!view.released(end)) {
        view.put(window, end, content(window, frame.value(row)));
      }
    }
  }

  private TableView content(Object window, @Nullable Object row) throws IOException {
    try (ViewTable table = new ViewTable(node.model(), job)) {
      for (Object value : node.model().values(row)) {
        table.add(window, value);
      }
      return table.seal();
    }
  }

  @Override
  public long advance(long watermark) {
    view.advance(watermark);
    if (saved != null) {
      saved.advance(watermark);
    }
    return watermark;
  }
}
