// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.plan.FlattenNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the inputs of a Flatten inputs of its consumers. */
final class FlattenSinking implements Pass {
  @Override
  public Plan apply(Plan plan) {
    Map<String, List<String>> flattened = new HashMap<>();
    List<PlanNode> nodes = new ArrayList<>();
    for (PlanNode node : plan.nodes()) {
      List<String> inputs = new ArrayList<>();
      for (String input : node.inputs()) {
        inputs.addAll(flattened.getOrDefault(input, List.of(input)));
      }
      if (node instanceof FlattenNode flatten) {
        flattened.put(flatten.output(), inputs);
      } else {
        nodes.add(inputs.equals(node.inputs()) ? node : node.withInputs(inputs));
      }
    }
    return plan.withNodes(nodes);
  }
}
