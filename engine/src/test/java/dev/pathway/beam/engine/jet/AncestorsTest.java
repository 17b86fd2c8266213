// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AncestorsTest {
  private static final StepSpec STEP = RowFn.map(value -> value);

  private final PlanBuilder plan = new PlanBuilder("plan");

  private String view(String name, String input) {
    return plan.view(name, false, Windowing.GLOBAL, input);
  }

  private String reader(String name, String input, String... views) {
    return plan.step(name, STEP, List.of(input), List.of(views), 1).get(0);
  }

  private List<String> holders() {
    return holders(plan.separate());
  }

  private static List<String> holders(Plan stages) {
    Ancestors ancestors = new Ancestors(stages);
    return stages.nodes().stream()
        .map(StageNode.class::cast)
        .filter(ancestors::holdsInput)
        .map(StageNode::name)
        .toList();
  }

  @Test
  void holdsInput_noViews_isFalse() {
    plan.step("step", STEP, plan.exchange("exchange", false, plan.values("source")));

    assertThat(holders()).isEmpty();
  }

  @Test
  void holdsInput_viewOfAnotherSource_isFalse() {
    reader("reader", plan.values("main"), view("view", plan.values("side")));

    assertThat(holders()).isEmpty();
  }

  @Test
  void holdsInput_viewOfTheSameSource_isTrue() {
    String source = plan.values("source");
    reader(
        "reader", plan.step("main", STEP, source), view("view", plan.step("side", STEP, source)));

    assertThat(holders()).containsExactly("reader");
  }

  @Test
  void holdsInput_viewsOfEachOthersSources_isTrueForBoth() {
    String left = plan.values("left");
    String right = plan.values("right");
    String ofLeft = view("view of left", left);
    String ofRight = view("view of right", right);
    reader("reads right", left, ofRight);
    reader("reads left", right, ofLeft);

    assertThat(holders()).containsExactlyInAnyOrder("reads right", "reads left");
  }

  @Test
  void holdsInput_cycleOfThree_isTrueForAll() {
    List<String> sources = List.of(plan.values("a"), plan.values("b"), plan.values("c"));
    List<String> views = sources.stream().map(source -> view("view of " + source, source)).toList();
    for (int i = 0; i < 3; i++) {
      reader("reader " + i, sources.get(i), views.get((i + 1) % 3));
    }

    assertThat(holders()).containsExactlyInAnyOrder("reader 0", "reader 1", "reader 2");
  }

  @Test
  void holdsInput_chainOfReaders_isFalse() {
    String first = reader("first", plan.values("a"), view("view of b", plan.values("b")));
    reader("second", plan.values("c"), view("view of first", first));

    assertThat(holders()).isEmpty();
  }

  @Test
  void holdsInput_readerBehindAReaderOfTheSameSide_isFalse() {
    String side = plan.values("side");
    String first = reader("first", plan.values("main"), view("view 1", side));
    reader("second", first, view("view 2", side));

    assertThat(holders()).isEmpty();
  }

  @Test
  void holdsInput_viewThroughAReaderThatIsStalled_isTrue() {
    // The second reader waits for the first, whose view needs the source that the second one would
    // stall.
    String source = plan.values("source");
    String first = reader("first", plan.values("other"), view("view of source", source));
    reader("second", source, view("view of first", first));

    assertThat(holders()).containsExactly("second");
  }

  @Test
  void holdsInput_groupOfTheSameSource_isFalseSinceItTakesAllInputFirst() {
    String source = plan.values("source");
    String view = view("view", source);
    reader("reader", plan.group("group", Windowing.GLOBAL, source), view);

    assertThat(holders(plan.fused())).isEmpty();
    assertThat(holders()).containsExactly("reader");
  }

  @Test
  void holdsInput_exchangeHead_isTrueLikeWithoutHead() {
    String source = plan.values("source");
    reader("reader", plan.exchange("exchange", false, source), view("view", source));

    assertThat(holders(plan.fused())).containsExactly("exchange+reader");
  }
}
