// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.CombineNode.Phase;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.translation.combine.CombineFnModel;
import java.util.ArrayList;
import java.util.List;

/** Splits an aggregation into a partial one before the exchange and one that merges after it. */
final class CombinerLifting implements Pass {
  @Override
  public Plan apply(Plan plan) {
    List<PlanNode> nodes = new ArrayList<>();
    for (PlanNode node : plan.nodes()) {
      if (node instanceof CombineNode combine && combine.phase() == Phase.COMPLETE) {
        String partial = CombineFnModel.partialResults(combine.id());
        nodes.add(
            phase(combine, partial, combine.inputs(), combine.inputType(), partial, Phase.PARTIAL));
        nodes.add(
            phase(combine, combine.id(), List.of(partial), partial, combine.output(), Phase.MERGE));
      } else {
        nodes.add(node);
      }
    }
    return plan.withNodes(nodes);
  }

  private static CombineNode phase(
      CombineNode combine,
      String id,
      List<String> inputs,
      String inputType,
      String output,
      Phase phase) {
    return new CombineNode(
        id,
        combine.name(),
        inputs,
        inputType,
        output,
        combine.keys(),
        combine.windows(),
        combine.combine(),
        phase);
  }
}
