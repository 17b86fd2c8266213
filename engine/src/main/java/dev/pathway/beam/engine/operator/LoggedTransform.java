// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.spi.Script;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.MDC;

/**
 * The transform that log lines of a worker's thread carry, in the diagnostic context under {@value
 * #KEY}. Between elements it costs tens of nanoseconds to change it, too much to do so for each
 * element and step: while elements are processed it names the members of the stage that run user
 * code, the first {@value #NAMED} of them and how many more there are. It names the one step alone
 * while that is set up, begins or ends a bundle, or is torn down.
 */
final class LoggedTransform {
  private static final String KEY = "transform";
  private static final int NAMED = 3;

  private final String all;

  LoggedTransform(StageSpec stage) {
    List<String> names = new ArrayList<>();
    PlanNode head = stage.head();
    if (head instanceof CombineNode
        || (head instanceof SourceNode node && !(node.source() instanceof Script))) {
      names.add(head.name());
    }
    stage.steps().forEach(step -> names.add(step.name()));
    all = names.isEmpty() ? stage.name() : summary(names);
  }

  private static String summary(List<String> names) {
    return names.size() <= NAMED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMED)) + " +" + (names.size() - NAMED);
  }

  /** Names the whole stage from here on. */
  void stage() {
    MDC.put(KEY, all);
  }

  /** Names one step from here on. */
  void step(String name) {
    MDC.put(KEY, name);
  }
}
