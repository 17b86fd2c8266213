// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;

/**
 * What a pipeline reads while it stays up: a function that looks, as those of connectors do, at
 * something that changes.
 */
final class Sources extends PTransform<PBegin, PCollection<KV<Integer, Long>>> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, List<List<Row>>> ROWS = new ConcurrentHashMap<>();

  private final TupleTag<Long> run;
  private final int source;

  Sources(TupleTag<Long> run, int source) {
    this.run = run;
    this.source = source;
  }

  /** Has the sources of a run hold these rows from now on. */
  static void hold(TupleTag<Long> run, List<List<Row>> rows) {
    ROWS.put(run.getId(), rows);
  }

  /** Forgets a run. */
  static void forget(TupleTag<Long> run) {
    ROWS.remove(run.getId());
  }

  @Override
  public PCollection<KV<Integer, Long>> expand(PBegin begin) {
    return begin
        .apply("Which", Create.of(source))
        .apply("Look", ParDo.of(new Look(run)))
        .setCoder(Pairs.CODER);
  }

  private static final class Look extends DoFn<Integer, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final TupleTag<Long> run;

    Look(TupleTag<Long> run) {
      this.run = run;
    }

    @ProcessElement
    public void process(@Element Integer which, OutputReceiver<KV<Integer, Long>> out) {
      List<List<Row>> held = Objects.requireNonNull(ROWS.get(run.getId()), "what is read");
      for (Row row : held.get(which)) {
        out.outputWithTimestamp(KV.of(row.key(), row.value()), Instant.ofEpochMilli(row.time()));
      }
    }
  }
}
