// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Windowing;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans as text and as flowcharts. */
final class PlanTextTest {
  /** Returns a plan with a node of every kind. */
  private static PlanBuilder everyKind() {
    PlanBuilder plan = new PlanBuilder("every kind");
    String lines = plan.values("Read lines", "a", "b");
    String more = plan.exchange("Spread \"more\" <lines>", false, plan.values("Read more", "c"));
    String all = plan.flatten("Flatten", lines, more);
    List<String> split =
        plan.step(
            "Split", RowFn.map(v -> v), List.of(plan.exchange("By key", true, all)), List.of(), 2);
    String groups = plan.group("Group", Windowing.AT_END, split.get(0));
    String view = plan.view("View of groups", true, Windowing.AT_END, groups);
    String sums = plan.liftedSum("Sum", Windowing.AT_END, split.get(1));
    String counts = plan.sum("Count", Windowing.GLOBAL, CombineNode.Phase.COMPLETE, split.get(1));
    plan.step("Look up", RowFn.map(v -> v), List.of(sums, counts), List.of(view), 1);
    return plan;
  }

  @Test
  void toString_unfused_matchesGolden() throws IOException {
    Golden.assertMatches("unfused.txt", new PlanText(everyKind().unfused()).toString());
  }

  @Test
  void toString_fused_matchesGolden() throws IOException {
    Golden.assertMatches("fused.txt", new PlanText(everyKind().fused()).toString());
  }

  @Test
  void toString_unfusedFlowchart_matchesGolden() throws IOException {
    Golden.assertMatches("unfused.mmd", new PlanMermaid(everyKind().unfused()).toString());
  }

  @Test
  void toString_fusedFlowchart_matchesGolden() throws IOException {
    Golden.assertMatches("fused.mmd", new PlanMermaid(everyKind().fused()).toString());
  }

  @Test
  void toString_samePlanTwice_isTheSame() {
    assertThat(new PlanText(everyKind().fused()))
        .hasToString(new PlanText(everyKind().fused()).toString());
  }
}
