// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plan as a Mermaid flowchart: a box for each stage, dotted arrows for side inputs. */
public final class PlanMermaid {
  private final Plan plan;

  /** Creates the flowchart of a plan. */
  public PlanMermaid(Plan plan) {
    this.plan = plan;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("flowchart TD\n");
    Map<String, String> makers = new HashMap<>();
    for (int i = 0; i < plan.nodes().size(); i++) {
      PlanNode node = plan.nodes().get(i);
      String box = "n" + i;
      text.append("  ").append(box).append("[\"").append(label(node)).append("\"]\n");
      arrows(node.inputs(), " --> ", box, makers, text);
      arrows(node.views(), " -.-> ", box, makers, text);
      node.outputs().forEach(output -> makers.put(output, box));
    }
    return text.toString();
  }

  private static String label(PlanNode node) {
    List<PlanNode> members = node instanceof StageNode stage ? stage.members() : List.of(node);
    StringBuilder label = new StringBuilder();
    for (PlanNode member : members) {
      label
          .append(label.isEmpty() ? "" : "<br/>")
          .append(escaped(NodeLabel.of(member) + ": " + member.name()));
    }
    return label.toString();
  }

  private static String escaped(String text) {
    return text.replace("#", "#35;")
        .replace("\"", "#quot;")
        .replace("<", "#lt;")
        .replace(">", "#gt;");
  }

  private static void arrows(
      List<String> collections,
      String arrow,
      String box,
      Map<String, String> makers,
      StringBuilder text) {
    for (String collection : collections) {
      String maker = makers.get(collection);
      if (maker != null) {
        text.append("  ").append(maker).append(arrow).append(box).append('\n');
      }
    }
  }
}
