// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.Snapshot;
import dev.pathway.beam.state.trace.TraceReader;
import dev.pathway.beam.state.trace.TraceStore;
import dev.pathway.beam.translation.revision.KnownNode;
import dev.pathway.beam.translation.revision.KnownPlan;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The stages of the pipeline to which a state directory belongs, as it remembers them. */
final class KnownStages {
  /** What they are kept under; no id of a node. */
  private static final String STAGES = "pathway:stages";

  private KnownStages() {}

  /** Returns what is remembered; nothing before the first epoch. */
  static KnownPlan read(TraceStore store) throws IOException {
    Map<String, KnownNode> nodes = new LinkedHashMap<>();
    try (Snapshot past = store.snapshot()) {
      for (TraceReader stages = past.reader(STAGES); stages.nextKey(); ) {
        while (stages.nextValue()) {
          nodes.put(new String(stages.key(), UTF_8), KnownNode.of(stages.value()));
        }
      }
    }
    if (nodes.isEmpty() && store.epoch() > 0) {
      throw new IOException(
          "it was made by another version of PathwayRunner; 'bin/pathway state reset' forgets it, so that the next run"
              + " computes everything anew");
    }
    return new KnownPlan(nodes);
  }

  /** Remembers a plan with an epoch, in place of another. */
  static void write(KnownPlan before, KnownPlan now, Epoch epoch) throws IOException {
    Delta delta = epoch.delta(STAGES);
    for (Map.Entry<String, KnownNode> each : before.nodes().entrySet()) {
      delta.add(each.getKey().getBytes(UTF_8), each.getValue().toBytes(), -1);
    }
    for (Map.Entry<String, KnownNode> each : now.nodes().entrySet()) {
      delta.add(each.getKey().getBytes(UTF_8), each.getValue().toBytes(), 1);
    }
    delta.seal();
  }
}
