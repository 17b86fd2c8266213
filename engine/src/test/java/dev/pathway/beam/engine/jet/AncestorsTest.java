// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.spi.StepSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AncestorsTest {
  private static final int LARGE = 2000;
  private static final Duration SECONDS = Duration.ofSeconds(5);
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

  @Test
  void holdsInput_ringOfManyReaders_isTrueForAllWithinSeconds() {
    int count = LARGE / 3;
    List<String> sources = new ArrayList<>();
    List<String> views = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(plan.values("source " + i));
      views.add(view("view " + i, sources.get(i)));
    }
    for (int i = 0; i < count; i++) {
      reader("reader " + i, sources.get(i), views.get((i + 1) % count));
    }

    List<String> holders = assertTimeoutPreemptively(SECONDS, () -> holders());

    assertThat(holders).hasSize(count);
  }

  @Test
  void holdsInput_longChainOfReaders_isFalseForAllWithinSeconds() {
    String last = plan.values("main");
    String side = plan.values("side");
    for (int i = 0; i < LARGE / 2; i++) {
      last = reader("reader " + i, last, view("view " + i, side));
    }

    List<String> holders = assertTimeoutPreemptively(SECONDS, () -> holders());

    assertThat(holders).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void holdsInput_randomPlan_isThatOfTheDefinition(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> collections = new ArrayList<>();
    List<String> views = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      collections.add(plan.values("source " + i));
    }
    for (int i = 0; i < 14; i++) {
      String input = collections.get(random.nextInt(collections.size()));
      if (views.size() < 2 || random.nextInt(3) == 0) {
        views.add(view("view " + i, input));
      } else {
        collections.add(reader("reader " + i, input, views.get(random.nextInt(views.size()))));
      }
    }
    Plan stages = plan.separate();
    Definition definition = new Definition(stages);

    assertThat(holders(stages))
        .as("seed %s", seed)
        .isEqualTo(
            stages.nodes().stream()
                .map(StageNode.class::cast)
                .filter(definition::holdsInput)
                .map(StageNode::name)
                .toList());
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** Which stages hold their input, by walking the plan anew for every question. */
  private record Definition(Plan plan) {
    boolean holdsInput(StageNode stage) {
      return readers().anyMatch(other -> stalls(stage, other) && waitsFor(stage, other));
    }

    private Stream<StageNode> readers() {
      return plan.nodes().stream()
          .map(StageNode.class::cast)
          .filter(stage -> !stage.views().isEmpty());
    }

    private boolean waitsFor(StageNode stage, StageNode target) {
      Set<StageNode> reached = new HashSet<>();
      Deque<StageNode> open = new ArrayDeque<>(List.of(stage));
      while (!open.isEmpty()) {
        StageNode next = open.remove();
        if (reached.add(next)) {
          readers()
              .filter(other -> isNeeded(other, next) || stalls(other, next))
              .forEach(open::add);
        }
      }
      return reached.contains(target);
    }

    private boolean isNeeded(StageNode stage, StageNode by) {
      return makers(by.views(), true).contains(stage);
    }

    private boolean stalls(StageNode stage, StageNode other) {
      return !stage.views().isEmpty()
          && !isNeeded(stage, other)
          && !Collections.disjoint(makers(stage.inputs(), false), makers(other.views(), true));
    }

    private Set<StageNode> makers(List<String> collections, boolean throughViews) {
      Set<StageNode> makers = new HashSet<>();
      for (PlanNode node : plan.nodes()) {
        if (!Collections.disjoint(node.outputs(), collections)) {
          makers.add((StageNode) node);
          makers.addAll(makers(node.inputs(), throughViews));
          if (throughViews) {
            makers.addAll(makers(node.views(), true));
          }
        }
      }
      return makers;
    }
  }
}
