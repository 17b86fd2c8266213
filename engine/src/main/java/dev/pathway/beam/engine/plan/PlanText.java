// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan as text for people, the same for the same plan. Collections are numbered in the order in
 * which they are made: their ids are long and say nothing that the names of the operators do not.
 */
public final class PlanText {
  private final Plan plan;
  private final Map<String, String> numbers = new HashMap<>();

  /** Creates the text of a plan. */
  public PlanText(Plan plan) {
    this.plan = plan;
    plan.nodes().forEach(this::number);
  }

  private void number(PlanNode node) {
    if (node instanceof StageNode stage) {
      stage.members().forEach(this::number);
    } else if (!(node instanceof ViewNode)) {
      node.outputs().forEach(output -> numbers.put(output, "c" + (numbers.size() + 1)));
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Plan '").append(plan.name()).append("'\n");
    for (PlanNode node : plan.nodes()) {
      if (node instanceof StageNode stage) {
        text.append(stage.id()).append(" '").append(stage.name()).append("'");
        text.append(stage.checks().isEmpty() ? "\n" : ", outputs checked\n");
        stage.members().forEach(member -> line(member, "  ", text));
      } else {
        line(node, "", text);
      }
    }
    return text.toString();
  }

  private void line(PlanNode node, String indent, StringBuilder text) {
    text.append(indent).append(NodeLabel.of(node)).append(" '").append(node.name()).append("'");
    ports(" from ", node.inputs(), text);
    ports(" with ", node.views(), text);
    ports(" to ", node.outputs(), text);
    text.append('\n');
  }

  private void ports(String word, List<String> ids, StringBuilder text) {
    if (!ids.isEmpty()) {
      text.append(word)
          .append(String.join(", ", ids.stream().map(id -> numbers.getOrDefault(id, id)).toList()));
    }
  }
}
