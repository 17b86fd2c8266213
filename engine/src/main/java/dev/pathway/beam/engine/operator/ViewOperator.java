// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.ViewModel;
import dev.pathway.beam.state.table.GroupTable;
import dev.pathway.beam.state.table.Groups;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gathers a side input into tables that may spill, and publishes the view at the seal. */
final class ViewOperator implements Operator {
  private static final long NO_MARK = 0;

  private final ViewNode node;
  private final Job job;
  private final ViewModel model;
  private final @Nullable KeyModel keys;
  private final @Nullable GroupKeys groupKeys;
  private final GroupTable<Object, Object> table;
  private boolean sealed;

  ViewOperator(ViewNode node, Job job) {
    this.node = node;
    this.job = job;
    model = node.model();
    keys = model.keys();
    groupKeys = keys == null ? null : new GroupKeys(keys, model.windows());
    table =
        new GroupTable<>(
            groupKeys == null ? model.windows().codec() : groupKeys.codec(),
            keys == null ? model.valueCodec() : keys.payloadCodec(),
            (left, right) -> NO_MARK,
            job.memory(),
            job.spill());
  }

  @Override
  public void frame(Frame frame) {
    Insertions.takeAll(frame, node.name(), job, this::add);
  }

  @SuppressWarnings("NullAway") // A value may be null if its codec can encode that.
  private void add(Frame frame, int row) throws IOException {
    Object value = frame.value(row);
    if (keys == null || groupKeys == null) {
      for (Object window : model.windows().each(frame.windows(row))) {
        table.add(window, value, NO_MARK);
      }
    } else {
      Object identity = keys.identity(value);
      Object payload = keys.payload(value);
      for (Object window : groupKeys.windows(frame.windows(row))) {
        table.add(groupKeys.tableKey(window, identity), payload, NO_MARK);
      }
    }
  }

  @Override
  public void seal(long epoch) throws Exception {
    Groups<Object, Object> values = table.seal();
    job.closeAtEnd(table);
    sealed = true;
    TableView view = new TableView(values, groupKeys, model.windows(), job);
    job.view(node.view()).complete(view);
  }

  @Override
  public void close() {
    if (!sealed) {
      table.close();
    }
  }
}
