// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.ViewModel;
import dev.pathway.beam.state.table.GroupTable;
import dev.pathway.beam.state.table.Groups;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The values of a view by window, or by window and key, in a table that may spill. */
final class ViewTable implements AutoCloseable {
  private static final long NO_MARK = 0;

  private final ViewModel model;
  private final Job job;
  private final @Nullable KeyModel keys;
  private final @Nullable GroupKeys groupKeys;
  private final GroupTable<Object, Object> table;
  private boolean sealed;

  ViewTable(ViewModel model, Job job) {
    this.model = model;
    this.job = job;
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

  /** Adds a value to a window. */
  @SuppressWarnings("NullAway") // A value may be null if its codec can encode that.
  void add(Object window, @Nullable Object value) throws IOException {
    if (keys == null || groupKeys == null) {
      table.add(window, value, NO_MARK);
    } else {
      table.add(groupKeys.tableKey(window, keys.identity(value)), keys.payload(value), NO_MARK);
    }
  }

  /** Adds a value under a key that the table encodes. */
  void restore(Object tableKey, Object value) throws IOException {
    table.add(tableKey, value, NO_MARK);
  }

  /** Returns the view of all that was added, which is to be closed instead of this. */
  TableView seal() throws IOException {
    Groups<Object, Object> values = table.seal();
    sealed = true;
    return new TableView(values, groupKeys, model.windows(), job);
  }

  @Override
  public void close() {
    if (!sealed) {
      table.close();
    }
  }
}
