// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.optimizer.ChangeRoutes;
import dev.pathway.beam.translation.spi.ChangeAware;
import dev.pathway.beam.translation.spi.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks who reads the changes of an epoch: what runs together with the sink that makes them, for
 * they come when everything else has been computed, or what leads to where they become rows again.
 */
final class ChangeReaders {
  private ChangeReaders() {}

  /** Returns the problems of nodes, each of which stands after those it reads from. */
  static List<Problem> problems(List<PlanNode> nodes) {
    ChangeRoutes routes = ChangeRoutes.of(nodes);
    Set<String> changes = new HashSet<>();
    List<Problem> problems = new ArrayList<>();
    for (PlanNode node : nodes) {
      boolean reads = node.inputs().stream().anyMatch(changes::contains);
      boolean makes = node instanceof StepNode step && step.step() instanceof ChangeAware;
      if (makes || (reads && (node instanceof StepNode || routes.contains(node)))) {
        if (!ChangeRoutes.isEnd(node)) {
          changes.addAll(node.outputs());
        }
      } else if (reads) {
        problems.add(
            new Problem(
                node.name(),
                "a grouping, side input or flattening",
                "reads the changes of an epoch, which only ParDos without state and"
                    + " Changes.apply() can"));
      }
    }
    return problems;
  }
}
