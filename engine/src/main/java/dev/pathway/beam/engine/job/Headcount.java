// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.ViewNode;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * How many take part in a job on each member.
 *
 * @param workers the workers of all stages
 * @param viewReaders those of a streaming job that read a view, by the view's id
 */
public record Headcount(int workers, Map<String, Integer> viewReaders) implements Serializable {
  /** Copies the map. */
  public Headcount {
    viewReaders = Map.copyOf(viewReaders);
  }

  /** Returns who takes part in a job of stages. */
  public static Headcount of(Plan plan, JobSettings settings) {
    int workers = 0;
    Map<String, Integer> readers = new HashMap<>();
    for (PlanNode node : plan.nodes()) {
      StageNode stage = StageNode.of(node);
      workers += of(stage, settings.parallelism());
      if (settings.streaming()) {
        for (PlanNode step : stage.steps()) {
          // Each worker of a step is a reader of its own of each of the step's views.
          step.views().forEach(view -> readers.merge(view, settings.parallelism(), Integer::sum));
        }
      }
    }
    return new Headcount(workers, readers);
  }

  /** Returns how many workers each stage has on a member, by what the stage is known by. */
  public static Map<String, Integer> ofStages(Plan plan, int parallelism) {
    Map<String, Integer> workers = new HashMap<>();
    for (PlanNode node : plan.nodes()) {
      StageNode stage = StageNode.of(node);
      workers.put(stage.members().get(0).id(), of(stage, parallelism));
    }
    return workers;
  }

  /** Returns how many workers a stage has. */
  public static int of(StageNode stage, int parallelism) {
    return stage.head() instanceof ViewNode ? 1 : parallelism;
  }
}
