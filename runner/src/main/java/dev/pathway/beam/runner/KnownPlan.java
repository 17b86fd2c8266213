// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanText;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.TraceReader;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The plan of the pipeline to which a state directory belongs. What is kept there is under the
 * names of the plan's nodes: with another plan it would be taken for what it is not.
 */
final class KnownPlan {
  /** What the plan is kept under; no id of a node. */
  private static final String PLAN = "pathway:plan";

  private static final byte[] NOTHING = {};

  private KnownPlan() {}

  /**
   * Remembers the plan of a first epoch, or compares that of a later one.
   *
   * @return how the plan differs from the one that is remembered, or empty if it does not
   */
  static Optional<String> difference(Epoch epoch, Plan plan) throws IOException {
    String text = text(plan);
    TraceReader known = epoch.reader(PLAN);
    if (!known.nextKey()) {
      Delta delta = epoch.delta(PLAN);
      delta.add(text.getBytes(UTF_8), NOTHING, 1);
      delta.seal();
      return Optional.empty();
    }
    String before = new String(known.key(), UTF_8);
    return before.equals(text) ? Optional.empty() : Optional.of(difference(before, text));
  }

  /** Returns the plan without the job's name, which is a new one each time unless it is given. */
  private static String text(Plan plan) {
    String text = new PlanText(plan).toString();
    return text.substring(text.indexOf('\n') + 1);
  }

  private static String difference(String before, String now) {
    List<String> old = before.lines().toList();
    List<String> fresh = now.lines().toList();
    int line = 0;
    while (Objects.equals(line(old, line), line(fresh, line))) {
      line++;
    }
    return "where it was\n    " + line(old, line) + "\n  it is now\n    " + line(fresh, line);
  }

  private static String line(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index).strip() : "the end";
  }
}
