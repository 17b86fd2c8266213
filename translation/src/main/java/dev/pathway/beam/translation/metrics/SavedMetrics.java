// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.metrics;

import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.translation.saved.WorkerEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.beam.runners.core.metrics.DistributionData;
import org.apache.beam.runners.core.metrics.MetricUpdates;
import org.apache.beam.runners.core.metrics.MetricUpdates.MetricUpdate;
import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.runners.core.metrics.MonitoringInfoMetricName;
import org.apache.beam.sdk.metrics.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * The counters, distributions and sets of texts of a step of one worker, which go on after a
 * restart with what was saved. Gauges do not: they are of the moment.
 */
public final class SavedMetrics {
  private static final byte METRICS = 'm';
  private static final int END = 0;
  private static final int COUNTER = 1;
  private static final int DISTRIBUTION = 2;
  private static final int TEXT = 3;

  private final StepMetrics metrics;
  private @Nullable WorkerEntry entry;

  /** Creates metrics of which nothing was saved. */
  public SavedMetrics(StepMetrics metrics) {
    this.metrics = metrics;
  }

  /** Adds what was saved, by this worker or by others of which it is the successor. */
  public void restore(StepState state) throws IOException {
    if (state.durable()) {
      WorkerEntry own = new WorkerEntry(state, METRICS);
      entry = own;
      for (byte[] saved : own.take()) {
        read(new DataInputStream(new ByteArrayInputStream(saved)), metrics.attempted());
      }
      metrics.commit();
    }
  }

  /** Saves what was counted so far. */
  public void save() throws IOException {
    if (entry != null) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      write(metrics.attempted().getCumulative(), new DataOutputStream(bytes));
      entry.save(bytes.toByteArray());
    }
  }

  private static void write(MetricUpdates all, DataOutputStream out) throws IOException {
    for (MetricUpdate<Long> counter : all.counterUpdates()) {
      if (writeName(COUNTER, counter, out)) {
        out.writeLong(counter.getUpdate());
      }
    }
    for (MetricUpdate<DistributionData> distribution : all.distributionUpdates()) {
      if (writeName(DISTRIBUTION, distribution, out)) {
        DistributionData data = distribution.getUpdate();
        out.writeLong(data.sum());
        out.writeLong(data.count());
        out.writeLong(data.min());
        out.writeLong(data.max());
      }
    }
    for (var texts : all.stringSetUpdates()) {
      for (String text : texts.getUpdate().stringSet()) {
        if (writeName(TEXT, texts, out)) {
          out.writeUTF(text);
        }
      }
    }
    out.writeByte(END);
  }

  /** Writes what comes next, unless it is one of the system's, and returns whether it was. */
  private static boolean writeName(int kind, MetricUpdate<?> update, DataOutputStream out)
      throws IOException {
    MetricName name = update.getKey().metricName();
    if (name instanceof MonitoringInfoMetricName) {
      return false;
    }
    out.writeByte(kind);
    out.writeUTF(name.getNamespace());
    out.writeUTF(name.getName());
    return true;
  }

  private static void read(DataInputStream in, MetricsContainerImpl into) throws IOException {
    for (int kind = in.readByte(); kind != END; kind = in.readByte()) {
      MetricName name = MetricName.named(in.readUTF(), in.readUTF());
      switch (kind) {
        case COUNTER -> into.getCounter(name).inc(in.readLong());
        case DISTRIBUTION ->
            into.getDistribution(name)
                .update(in.readLong(), in.readLong(), in.readLong(), in.readLong());
        case TEXT -> into.getStringSet(name).add(in.readUTF());
        default -> throw new IOException("there is no metric of kind " + kind);
      }
    }
  }
}
