// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private static final Map<String, Queue<String>> ALL = new ConcurrentHashMap<>();

  private final String place;

  Observed(String place) {
    this.place = place;
  }

  /**
   * Returns and forgets what was seen in a run: a sorted list for each collection that had
   * elements.
   */
  static Map<String, List<String>> take(String run) {
    Map<String, List<String>> taken = new TreeMap<>();
    for (String place : List.copyOf(ALL.keySet())) {
      if (place.startsWith(run + "/")) {
        taken.put(place.substring(run.length() + 1), ALL.remove(place).stream().sorted().toList());
      }
    }
    return taken;
  }

  @Override
  public PDone expand(PCollection<KV<Integer, Long>> input) {
    input.apply(ParDo.of(new Observe(place)));
    return PDone.in(input.getPipeline());
  }

  static final class Observe extends DoFn<KV<Integer, Long>, Void> {
    private static final long serialVersionUID = 1L;

    private final String place;

    Observe(String place) {
      this.place = place;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane) {
      ALL.computeIfAbsent(place, key -> new ConcurrentLinkedQueue<>())
          .add(
              String.format(
                  "%d=%d at %d in %s, %s",
                  pair.getKey(), pair.getValue(), timestamp.getMillis(), window, pane.getTiming()));
    }
  }
}
