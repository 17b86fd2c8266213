// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import java.util.List;
import org.apache.beam.sdk.metrics.Lineage;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.SinkMetrics;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of shards: where the step's state is durable once the snapshot that they are
 * part of is committed, else as the bundle ends.
 *
 * @param write the write
 */
record WriteShards(TransactionalWrite write) implements StepSpec {
  @Override
  public StepFn create() {
    return new Fn(write);
  }

  private static final class Fn implements StepFn {
    private final TransactionalWrite write;
    private final ShardWriters writers;
    private @Nullable StepContext context;
    private @Nullable StepMetrics metrics;

    /** Null where records do not wait. */
    private @Nullable CommittedWrites committed;

    Fn(TransactionalWrite write) {
      this.write = write;
      writers = new ShardWriters(write);
    }

    @Override
    public void setup(StepContext given) throws Exception {
      context = given;
      metrics = JobMetrics.of(given.job()).step(given.name());
      write.requireTopic();
    }

    @Override
    public void restore(StepState state) throws Exception {
      if (state.durable()) {
        String job = requireNonNull(context, "not set up").job().name();
        committed = new CommittedWrites(write, writers, job, state);
      }
    }

    @Override
    @SuppressWarnings("unchecked") // elements are windowed records by shard
    public void process(Object element) throws Exception {
      KV<Integer, byte[]> record = ((WindowedValue<KV<Integer, byte[]>>) element).getValue();
      if (committed != null) {
        committed.add(record.getKey(), record.getValue());
      } else {
        writers.of(record.getKey()).send(record.getValue());
      }
    }

    @Override
    public void finishBundle() throws Exception {
      if (committed == null) {
        written(writers.commit());
      }
    }

    @Override
    public void bundleCommitted() {
      requireNonNull(metrics, "not set up").commit();
    }

    @Override
    public void save(long snapshot) {
      if (committed != null) {
        committed.saved(snapshot);
      }
    }

    @Override
    public void committed(long snapshot) throws Exception {
      if (committed != null) {
        written(committed.committed(snapshot));
        requireNonNull(metrics, "not set up").commit();
      }
    }

    private void written(long records) {
      if (records > 0) {
        StepMetrics to = requireNonNull(metrics, "not set up");
        MetricsContainer previous = to.enter();
        try {
          SinkMetrics.elementsWritten().inc(records);
          Lineage.getSinks().add("kafka", List.of(write.brokers(), write.topic()));
        } finally {
          to.leave(previous);
        }
      }
    }

    @Override
    public void teardown() {
      writers.close();
    }
  }
}
