// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.sideinput;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.table.Group;
import dev.pathway.beam.state.table.GroupTable;
import dev.pathway.beam.translation.coder.CoderCodec;
import java.io.IOException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.WindowedValue;

/**
 * Elements that wait, such as those of a window for its side inputs: in memory while it lasts, and
 * then on disk. One thread only.
 */
public final class WaitingElements implements Waiting {
  private static final int ONE_KEY = 0;

  private final GroupTable<Integer, Object> table;
  private long earliest = EventTime.END;

  /** Begins without any. */
  public WaitingElements(JobContext job, Coder<WindowedValue<Object>> coder) {
    table =
        new GroupTable<>(
            BasicCodecs.integers(), CoderCodec.of(coder), Math::min, job.memory(), job.spill());
  }

  @Override
  public void add(WindowedValue<Object> element) throws IOException {
    long timestamp = element.getTimestamp().getMillis();
    earliest = Math.min(earliest, timestamp);
    table.add(ONE_KEY, element, timestamp);
  }

  @Override
  public long earliest() {
    return earliest;
  }

  @Override
  @SuppressWarnings("unchecked") // only such elements were added
  public void drain(ElementConsumer consumer) throws Exception {
    for (Group<Integer, Object> group : table.seal()) {
      for (Object element : group.values()) {
        consumer.accept((WindowedValue<Object>) element);
      }
    }
    close();
  }

  @Override
  public void close() {
    table.close();
  }
}
