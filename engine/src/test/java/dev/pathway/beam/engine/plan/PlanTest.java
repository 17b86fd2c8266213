// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.plain.NumberSource;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.spi.Weigher;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private static final SourceNode SOURCE =
      new SourceNode("s", "source", "a", new NumberSource(1, 1));

  private static StepNode step(String id, String input, String output, String... views) {
    return new StepNode(
        id,
        "step " + id,
        List.of(input),
        input,
        List.of(output),
        List.of(views),
        RowFn.map(v -> v),
        "Step");
  }

  private static Plan plan(PlanNode... nodes) {
    Map<String, CollectionSpec> collections =
        Stream.of("a", "b", "c")
            .map(id -> new CollectionSpec(id, id, PlainCodec::codec, Weigher.constant(1)))
            .collect(Collectors.toMap(CollectionSpec::id, Function.identity()));
    return new Plan("plan", new PlainRows(), collections, List.of(nodes));
  }

  private static StageNode stage(@Nullable PlanNode head, List<PlanNode> steps, String... outputs) {
    return new StageNode("stage", "my stage", head, steps, List.of(outputs));
  }

  @Test
  void constructor_topologicalOrder_isAccepted() {
    Plan plan = plan(SOURCE, step("1", "a", "b"), step("2", "b", "c"));

    assertThat(plan.producer("b")).map(PlanNode::id).contains("1");
    assertThat(plan.producer("none")).isEmpty();
    assertThat(plan.consumers("b")).extracting(PlanNode::id).containsExactly("2");
    assertThat(plan.collection("c").name()).isEqualTo("c");
  }

  @Test
  void constructor_inputBeforeItIsMade_throws() {
    assertThatThrownBy(() -> plan(step("1", "a", "b"), SOURCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'step 1' reads 'a'");
  }

  @Test
  void constructor_viewThatNobodyMakes_throws() {
    assertThatThrownBy(() -> plan(SOURCE, step("1", "a", "b", "v")))
        .hasMessageContaining("'step 1' reads the view 'v'");
  }

  @Test
  void constructor_undeclaredOutput_throws() {
    assertThatThrownBy(() -> plan(SOURCE, step("1", "a", "unknown")))
        .hasMessageContaining("'unknown'");
  }

  @Test
  void constructor_sameIdTwice_throws() {
    assertThatThrownBy(() -> plan(SOURCE, step("1", "a", "b"), step("1", "a", "c")))
        .hasMessageContaining("id '1'");
  }

  @Test
  void constructor_collectionMadeTwice_throws() {
    assertThatThrownBy(() -> plan(SOURCE, step("1", "a", "b"), step("2", "a", "b")))
        .hasMessageContaining("'b' is made twice");
  }

  @Test
  void collection_unknown_throws() {
    assertThatThrownBy(() -> plan(SOURCE).collection("x")).hasMessageContaining("'x'");
  }

  @Test
  void with_furtherCollections_keepsTheOthers() {
    CollectionSpec added = new CollectionSpec("d", "d", PlainCodec::codec, Weigher.constant(1));

    Plan plan = plan(SOURCE).with(List.of(SOURCE, step("1", "a", "d")), List.of(added));

    assertThat(plan.collections()).containsOnlyKeys("a", "b", "c", "d");
    assertThat(plan.nodes()).hasSize(2);
  }

  @Test
  void withInputs_everyKind_changesInputsOnly() {
    PlanBuilder builder = new PlanBuilder("kinds");
    String source = builder.values("source", 1L);
    builder.exchange("exchange", true, source);
    builder.flatten("flatten", source);
    builder.group("group", Windowing.GLOBAL, source);
    builder.sum("sum", Windowing.GLOBAL, CombineNode.Phase.COMPLETE, source);
    builder.view("view", false, Windowing.GLOBAL, source);
    builder.step("step", RowFn.map(v -> v), source);

    for (PlanNode node : builder.unfused().nodes().subList(1, 7)) {
      PlanNode changed = node.withInputs(List.of("x", "y"));
      assertThat(changed.inputs()).containsExactly("x", "y");
      assertThat(changed.withInputs(node.inputs())).isEqualTo(node);
    }
    assertThatThrownBy(() -> SOURCE.withInputs(List.of()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void stage_inputs_areThoseOfItsHeadOrFirstStep() {
    assertThat(stage(SOURCE, List.of(step("1", "a", "b")), "b").inputs()).isEmpty();
    StageNode headless = stage(null, List.of(step("1", "a", "b"), step("2", "b", "c", "v")), "c");

    assertThat(headless.inputs()).containsExactly("a");
    assertThat(headless.views()).containsExactly("v");
    assertThat(headless.withInputs(List.of("x")).inputs()).containsExactly("x");
    assertThat(headless.members()).hasSize(2);
  }

  @Test
  void stage_empty_throws() {
    assertThatThrownBy(() -> stage(null, List.of())).hasMessageContaining("'my stage' is empty");
  }

  @Test
  void stage_stepThatReadsFromOutside_throws() {
    assertThatThrownBy(() -> stage(SOURCE, List.of(step("1", "b", "c"))))
        .hasMessageContaining("'step 1'");
    assertThatThrownBy(() -> stage(null, List.of(step("1", "a", "b"), step("2", "a", "c"))))
        .hasMessageContaining("'step 2'");
  }

  @Test
  void stage_outputThatNoMemberMakes_throws() {
    assertThatThrownBy(() -> stage(SOURCE, List.of(), "b")).hasMessageContaining("no member makes");
  }

  @Test
  void stage_membersOfTheWrongKind_throws() {
    assertThatThrownBy(() -> stage(step("1", "a", "b"), List.of())).hasMessageContaining("head");
    assertThatThrownBy(() -> stage(null, List.of(SOURCE)))
        .hasMessageContaining("'source' as a step");
    assertThatThrownBy(() -> stage(new FlattenNode("f", "f", List.of("a"), "b"), List.of()))
        .hasMessageContaining("head");
  }
}
