// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.LiveView;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.ViewModel;
import dev.pathway.beam.state.table.GroupTable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a view of a streaming job up to date: each row is the whole new content of its windows, in
 * a table that may spill.
 */
final class LiveViewOperator implements Operator {
  private static final long NO_MARK = 0;

  private final ViewNode node;
  private final Job job;
  private final ViewModel model;
  private final @Nullable KeyModel keys;
  private final LiveView view;

  LiveViewOperator(ViewNode node, Job job) {
    this.node = node;
    this.job = job;
    model = node.model();
    keys = model.keys();
    view = job.liveView(node.view());
  }

  @Override
  public void frame(Frame frame) {
    try {
      for (int row = 0; row < frame.size(); row++) {
        Insertions.require(frame, row);
        for (Object window : model.windows().each(frame.windows(row))) {
          view.put(window, content(window, frame.value(row)));
        }
      }
    } catch (Throwable t) {
      throw new StepFailure(node.name(), t);
    }
  }

  @SuppressWarnings("NullAway") // A value may be null if its codec can encode that.
  private TableView content(Object window, @Nullable Object row) throws IOException {
    GroupTable<Object, Object> table =
        new GroupTable<>(
            keys == null ? model.windows().codec() : TableView.keyCodec(keys, model.windows()),
            keys == null ? model.valueCodec() : keys.payloadCodec(),
            (left, right) -> NO_MARK,
            job.memory(),
            job.spill());
    for (Object value : model.values(row)) {
      if (keys == null) {
        table.add(window, value, NO_MARK);
      } else {
        table.add(new WindowedKey(window, keys.identity(value)), keys.payload(value), NO_MARK);
      }
    }
    var values = table.seal();
    if (!values.relinquish()) {
      job.closeAtEnd(values);
    }
    return new TableView(values, keys, model.windows(), job);
  }

  @Override
  public long advance(long watermark) {
    view.advance(watermark);
    return EventTime.END;
  }
}
