// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.Windowing;
import org.junit.jupiter.api.Test;

final class ViewNodeTest {
  private static ViewNode named(String name) {
    PlanBuilder plan = new PlanBuilder("plan");
    plan.view(name, false, Windowing.GLOBAL, plan.values("values", "a"));
    return (ViewNode) plan.unfused().nodes().get(1);
  }

  @Test
  void collectionName_nameMadeOfOne_isThatOne() {
    assertThat(named(ViewNode.nameFor("View of View of rows")).collectionName())
        .isEqualTo("View of View of rows");
    assertThat(named("rows").collectionName()).isEqualTo("rows");
  }
}
