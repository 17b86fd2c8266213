// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.FlattenNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RenamingTest {
  private static final List<String> IN = List.of("a", "b");

  static Stream<Function<String, PlanNode>> keeping() {
    return Stream.of(
        id -> new DiffNode(id, "diff", IN, "type", "out"),
        id -> new MemoNode(id, "memo", IN, "type", "out", List.of("view"), true),
        id ->
            new SinkNode(id, "sink", IN, "type", "out", List.of("v"), SinkNode.Deletions.HAND_ON));
  }

  @ParameterizedTest
  @MethodSource("keeping")
  void of_nodeThatKeepsSomething_isTheSameUnderAnotherId(Function<String, PlanNode> node) {
    PlanNode renamed = Renaming.of(node.apply("id"), 3);

    assertThat(renamed).isEqualTo(node.apply(Renaming.renamed("id", 3)));
    assertThat(Renaming.original(renamed.id())).isEqualTo("id");
  }

  @Test
  void of_nodeThatKeepsNothing_isRefused() {
    assertThatThrownBy(() -> Renaming.of(new FlattenNode("id", "my flatten", IN, "out"), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'my flatten' keeps nothing");
  }

  @Test
  void repeated_linearNode_isBetweenOthers() {
    ExchangeNode node = new ExchangeNode("id", "exchange", IN, "type", "out", null);

    assertThat(Renaming.repeated(node, List.of("x"), List.of("y")))
        .isEqualTo(new ExchangeNode("id/all", "exchange", List.of("x"), "type", "y", null));
  }

  @Test
  void repeated_otherNode_isRefused() {
    PlanNode node = new DiffNode("id", "my diff", IN, "type", "out");

    assertThatThrownBy(() -> Renaming.repeated(node, List.of("x"), List.of("y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'my diff' cannot be repeated");
  }
}
