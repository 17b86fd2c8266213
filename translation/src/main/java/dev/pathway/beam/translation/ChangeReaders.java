// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.spi.ChangeAware;
import dev.pathway.beam.translation.spi.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks who reads the changes of an epoch: only what runs together with the sink that makes them,
 * for they come when everything else has been computed.
 */
final class ChangeReaders {
  private ChangeReaders() {}

  /** Returns the problems of nodes, each of which stands after those it reads from. */
  static List<Problem> problems(List<PlanNode> nodes) {
    Set<String> changes = new HashSet<>();
    List<Problem> problems = new ArrayList<>();
    for (PlanNode node : nodes) {
      boolean reads = node.inputs().stream().anyMatch(changes::contains);
      if (node instanceof StepNode step && (reads || step.step() instanceof ChangeAware)) {
        changes.addAll(node.outputs());
      } else if (reads) {
        problems.add(
            new Problem(
                node.name(),
                "a grouping, side input or flattening",
                "reads the changes of an epoch, which only ParDos without state can"));
      }
    }
    return problems;
  }
}
