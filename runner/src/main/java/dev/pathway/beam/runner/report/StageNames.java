// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.report;

import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Names that tell the stages of a plan apart. A stage is called by its first transform; where
 * several are called the same, such as those of a write, each is called by the collection that it
 * begins with, if the transform has named that; one that is still called like another before it
 * gets a number.
 */
final class StageNames {
  private final Plan plan;
  private final Map<String, Integer> called = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  private StageNames(Plan plan) {
    this.plan = plan;
  }

  /** Returns the names by the ids of stages. */
  static Map<String, String> of(Plan plan) {
    StageNames all = new StageNames(plan);
    for (PlanNode node : plan.nodes()) {
      if (node instanceof StageNode stage) {
        all.called.merge(stage.name(), 1, Integer::sum);
      }
    }
    Set<String> taken = new HashSet<>();
    for (PlanNode node : plan.nodes()) {
      if (node instanceof StageNode stage) {
        String name = all.name(stage);
        String unique = name;
        for (int number = 2; !taken.add(unique); number++) {
          unique = name + " (" + number + ")";
        }
        all.names.put(stage.id(), unique);
      }
    }
    return all.names;
  }

  private String name(StageNode stage) {
    if (called.getOrDefault(stage.name(), 0) == 1) {
      return stage.name();
    }
    PlanNode first = stage.members().get(0);
    String own = first.name() + "/";
    CollectionSpec made =
        first.outputs().isEmpty() ? null : plan.collections().get(first.outputs().get(0));
    // What Beam calls a collection goes on by the transforms within, which nobody sees here.
    if (made != null && made.name().startsWith(own) && made.name().indexOf('/', own.length()) < 0) {
      return made.name() + stage.name().substring(first.name().length());
    }
    return first instanceof SourceNode ? stage.name() + " (source)" : stage.name();
  }
}
