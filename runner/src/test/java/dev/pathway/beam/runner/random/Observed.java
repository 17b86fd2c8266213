// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Instant;

/**
 * Keeps what there is to see of a collection's elements, as text: but for whether a pane is the
 * last, which depends on when it fires if lateness is allowed.
 */
final class Observed extends PTransform<PCollection<KV<Integer, Long>>, PDone> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Map<String, Long>> ALL = new ConcurrentHashMap<>();

  private final String place;

  Observed(String place) {
    this.place = place;
  }

  /**
   * Returns and forgets what was seen in a run: for each collection that had elements, or changed,
   * how often each was inserted, less how often it was deleted.
   */
  static Map<String, Map<String, Long>> take(String run) {
    Map<String, Map<String, Long>> taken = new TreeMap<>();
    for (String place : List.copyOf(ALL.keySet())) {
      if (place.startsWith(run + "/")) {
        taken.put(place.substring(run.length() + 1), new TreeMap<>(ALL.remove(place)));
      }
    }
    return taken;
  }

  @Override
  public PDone expand(PCollection<KV<Integer, Long>> input) {
    input.apply(Changes.of()).apply(ParDo.of(new Observe(place)));
    return PDone.in(input.getPipeline());
  }

  static final class Observe extends DoFn<Change<KV<Integer, Long>>, Void> {
    private static final long serialVersionUID = 1L;

    private final String place;

    Observe(String place) {
      this.place = place;
    }

    @ProcessElement
    public void process(
        @Element Change<KV<Integer, Long>> change,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane) {
      KV<Integer, Long> pair = change.value();
      ALL.computeIfAbsent(place, key -> new ConcurrentHashMap<>())
          .merge(
              String.format(
                  "%d=%d at %d in %s, %s",
                  pair.getKey(), pair.getValue(), timestamp.getMillis(), window, pane.getTiming()),
              change.diff(),
              Long::sum);
    }
  }
}
