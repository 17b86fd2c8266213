// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import dev.pathway.beam.runner.law.model.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;

/**
 * Keeps what there is to see of a collection's elements: but for whether a pane is the last, which
 * depends on when it fires if lateness is allowed.
 */
final class Observed extends PTransform<PCollection<KV<Integer, Long>>, PDone> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Map<Integer, Map<Row, Long>>> RUNS = new ConcurrentHashMap<>();

  private final TupleTag<Long> run;
  private final int place;

  Observed(TupleTag<Long> run, int place) {
    this.run = run;
    this.place = place;
  }

  /**
   * Returns and forgets what was seen in a run: for each collection that had elements, or changed,
   * how often each was inserted, less how often it was deleted.
   */
  static Map<Integer, Map<Row, Long>> take(TupleTag<Long> run) {
    Map<Integer, Map<Row, Long>> taken = RUNS.remove(run.getId());
    return taken == null ? Map.of() : new TreeMap<>(taken);
  }

  @Override
  public PDone expand(PCollection<KV<Integer, Long>> input) {
    input.apply(Changes.of()).apply(ParDo.of(new Observe(run, place)));
    return PDone.in(input.getPipeline());
  }

  static final class Observe extends DoFn<Change<KV<Integer, Long>>, Void> {
    private static final long serialVersionUID = 1L;

    private final TupleTag<Long> run;
    private final int place;

    Observe(TupleTag<Long> run, int place) {
      this.run = run;
      this.place = place;
    }

    @ProcessElement
    public void process(
        @Element Change<KV<Integer, Long>> change,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane) {
      KV<Integer, Long> pair = change.value();
      if (!List.of(Timing.ON_TIME, Timing.UNKNOWN).contains(pane.getTiming())) {
        throw new IllegalStateException("There should be no " + pane);
      }
      Row row =
          new Row(
              pair.getKey(),
              pair.getValue(),
              timestamp.getMillis(),
              Pairs.span(window),
              pane.getTiming() == Timing.ON_TIME);
      RUNS.computeIfAbsent(run.getId(), key -> new ConcurrentHashMap<>())
          .computeIfAbsent(place, key -> new ConcurrentHashMap<>())
          .merge(row, change.diff(), Long::sum);
    }
  }
}
