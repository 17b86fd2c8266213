// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.operator.EdgeSpec.Routing;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.Scripted;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.EventTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventTimeFlowTest {
  /** Keeps the marks by edge. */
  private static final class Marks implements StageHost {
    private final List<String> all = new ArrayList<>();

    @Override
    public void mark(int ordinal, long watermark) {
      all.add(ordinal + ":" + watermark);
    }

    @Override
    public void joinRound() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void pause(long until) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long nanoTime() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void emit(int ordinal, Frame frame) {
      throw new UnsupportedOperationException();
    }
  }

  private final Marks marks = new Marks();

  private static PlanNode step(List<String> inputs, String... outputs) {
    return new StepNode(
        outputs[0], outputs[0], inputs, "in", List.of(outputs), List.of(), Scripted.named("s"), "");
  }

  private static EventTimeFlow flow(Map<String, List<Integer>> edges, PlanNode... steps) {
    Map<String, List<EdgeSpec>> specs = new LinkedHashMap<>();
    edges.forEach(
        (collection, ordinals) ->
            specs.put(
                collection,
                ordinals.stream().map(o -> new EdgeSpec(o, Routing.LOCAL, null)).toList()));
    return new EventTimeFlow(
        new StageSpec("stage", null, List.of(steps), new PlainRows(), Map.of(), specs, false));
  }

  private List<String> sent(EventTimeFlow flow) {
    marks.all.clear();
    flow.send(marks);
    return List.copyOf(marks.all);
  }

  @Test
  void input_ofAFusedStep_isWhatTheStepBeforeItPutOut() {
    EventTimeFlow flow = flow(Map.of(), step(List.of("in"), "a"), step(List.of("a"), "b"));

    flow.raiseHead(10);
    assertThat(flow.input(0)).isEqualTo(10);
    assertThat(flow.input(1)).isEqualTo(EventTime.START);

    flow.raise(0, 7);
    assertThat(flow.input(1)).isEqualTo(7);
  }

  @Test
  void input_ofSeveralCollections_isTheLeast() {
    EventTimeFlow flow =
        flow(
            Map.of(),
            step(List.of("in"), "a"),
            step(List.of("in"), "b"),
            step(List.of("a", "b", "in"), "c"));
    flow.raiseHead(10);
    flow.raise(0, 9);
    flow.raise(1, 4);

    assertThat(flow.input(2)).isEqualTo(4);
  }

  @Test
  void raise_lessThanBefore_changesNothing() {
    EventTimeFlow flow = flow(Map.of("a", List.of(0)), step(List.of("in"), "a"));
    flow.raise(0, 5);

    assertThat(flow.rises(0, 5)).isFalse();
    flow.raise(0, 3);

    assertThat(sent(flow)).containsExactly("0:5");
  }

  @Test
  void send_onlyWhatRose_toItsEdges() {
    EventTimeFlow flow =
        flow(Map.of("a", List.of(0, 1), "in", List.of(2)), step(List.of("in"), "a"));
    assertThat(flow.unsent()).isFalse();

    flow.raiseHead(3);
    assertThat(flow.unsent()).isTrue();
    assertThat(sent(flow)).containsExactly("2:3");

    flow.raise(0, 2);
    assertThat(sent(flow)).containsExactlyInAnyOrder("0:2", "1:2");
    assertThat(flow.unsent()).isFalse();
  }

  @Test
  void send_edgesThatShareAKey_areGivenTheLeastOfThem() {
    int shared = StageHost.LAST_EDGE_OF_ITS_OWN;
    EventTimeFlow flow =
        flow(
            Map.of("a", List.of(shared), "b", List.of(shared + 1)),
            step(List.of("in"), "a"),
            step(List.of("in"), "b"));
    flow.raise(0, 9);
    assertThat(sent(flow)).isEmpty();

    flow.raise(1, 4);

    assertThat(sent(flow)).containsExactlyInAnyOrder(shared + ":4", (shared + 1) + ":4");
  }

  @Test
  void ended_aStepHoldsBack_isNotYet() {
    EventTimeFlow flow = flow(Map.of(), step(List.of("in"), "a"));
    flow.raiseHead(EventTime.END);
    assertThat(flow.ended()).isFalse();

    flow.raise(0, EventTime.END);

    assertThat(flow.ended()).isTrue();
  }

  @Test
  void restore_whatSeveralSaved_goesOnWhereTheLeastHadComeAndSaysSo() throws Exception {
    Map<String, List<Integer>> edges = Map.of("a", List.of(0), "in", List.of(1));
    EventTimeFlow one = flow(edges, step(List.of("in"), "a"), step(List.of("a"), "b"));
    one.raiseHead(30);
    one.raise(0, 20);
    EventTimeFlow other = flow(edges, step(List.of("in"), "a"), step(List.of("a"), "b"));
    other.raiseHead(25);
    other.raise(0, 22);
    other.raise(1, EventTime.END);

    EventTimes times = EventTimes.of(one.save().bytes()).min(EventTimes.of(other.save().bytes()));
    EventTimeFlow restored =
        flow(edges, step(List.of("in"), "a"), step(List.of("a"), "b"), step(List.of("a"), "new"));
    restored.restore(times);

    assertThat(restored.save().head()).isEqualTo(25);
    assertThat(restored.save().outputs())
        .isEqualTo(Map.of("a", 20L, "b", EventTime.START, "new", EventTime.START));
    assertThat(sent(restored)).containsExactlyInAnyOrder("0:20", "1:25");
  }
}
