// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.frame.FrameBuilder;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.operator.EdgeSpec.Routing;
import dev.pathway.beam.engine.plain.EmptyView;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Scripted;
import dev.pathway.beam.engine.plain.Scripted.Notes;
import dev.pathway.beam.engine.plain.Sum;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.engine.spi.Weigher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** A stage on the test's own thread, under a clock that stands still. */
final class StageTest {
  private static final Partitions ONE = new Partitions(new int[] {0}, 1, 0);

  private final List<Frame> emitted = new ArrayList<>();
  private long nanos;
  private @Nullable Job job;

  private Job job(long maxBundleRows, long maxBundleMillis) {
    Job made = TestJob.withoutSpill(Runs.bundles(1, maxBundleRows, maxBundleMillis), 1 << 20);
    job = made;
    return made;
  }

  private static CollectionSpec collection(String id) {
    return new CollectionSpec(id, id, PlainCodec::codec, Weigher.constant(1));
  }

  private static StepNode step(StepSpec step, String... views) {
    return new StepNode(
        "step", "step", List.of("in"), "in", List.of("out"), List.of(views), step, "Step");
  }

  private Stage stage(Job forJob, @Nullable PlanNode head, boolean holdsInput, PlanNode... steps)
      throws Exception {
    StageSpec spec =
        new StageSpec(
            "stage",
            head,
            List.of(steps),
            new PlainRows(),
            Map.of("in", collection("in"), "out", collection("out")),
            Map.of("out", List.of(new EdgeSpec(0, Routing.LOCAL, null))),
            holdsInput);
    Stage stage = new Stage(spec, forJob, ONE, new RecordingHost(emitted, () -> nanos));
    stage.open();
    return stage;
  }

  private static Frame frame(Object... values) {
    FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
    for (Object value : values) {
      builder.append(value, 0, null, null, null, 1);
    }
    return builder.build();
  }

  private List<String> notes() {
    if (job == null) {
      throw new IllegalStateException("no job");
    }
    return Notes.of(job).calls();
  }

  private List<Object> emittedValues() {
    List<Object> values = new ArrayList<>();
    for (Frame frame : emitted) {
      for (int row = 0; row < frame.size(); row++) {
        values.add(String.valueOf(frame.value(row)));
      }
    }
    return values;
  }

  @Test
  void frame_severalWithinTheLimits_areOneBundle() throws Exception {
    Stage stage = stage(job(100, 100), null, false, step(Scripted.named("a")));

    stage.frame(frame("1", "2"));
    stage.frame(frame("3"));
    assertThat(notes())
        .containsExactly("a setup", "a start", "a process 1", "a process 2", "a process 3");
    assertThat(emitted).isEmpty();
    stage.seal(0);

    assertThat(notes()).endsWith("a seal 0", "a finish", "a committed");
    assertThat(emitted).singleElement().satisfies(frame -> assertThat(frame.size()).isEqualTo(3));
  }

  @Test
  void frame_limitOfRowsWithinAFrame_endsTheBundleThere() throws Exception {
    Stage stage = stage(job(3, 100), null, false, step(Scripted.named("a")));

    stage.frame(frame("1", "2"));
    stage.frame(frame("3", "4"));

    assertThat(notes())
        .containsExactly(
            "a setup",
            "a start",
            "a process 1",
            "a process 2",
            "a process 3",
            "a finish",
            "a committed",
            "a start",
            "a process 4");
    assertThat(emittedValues()).containsExactly("1", "2", "3");
  }

  @Test
  void frame_limitOfTime_endsTheBundleWithTheNextRow() throws Exception {
    Stage stage = stage(job(100, 100), null, false, step(Scripted.named("a")));

    stage.frame(frame("1"));
    nanos += TimeUnit.MILLISECONDS.toNanos(100);
    stage.frame(frame("2", "3"));

    assertThat(notes())
        .containsExactly(
            "a setup",
            "a start",
            "a process 1",
            "a process 2",
            "a finish",
            "a committed",
            "a start",
            "a process 3");
  }

  /** A step that has something left to do, which waits for its bundle to be committed. */
  private static final class AwaitsCommit implements StepFn {
    private static final int PATIENCE = 100;

    private @Nullable StepContext context;
    private boolean waiting;
    private boolean committed;
    private int asked;

    @Override
    public void setup(StepContext given) {
      context = given;
    }

    private void emit(String value) {
      if (context != null) {
        context.output(0).accept(Row.of(value));
      }
    }

    @Override
    public void process(Object element) {
      waiting = true;
      emit("first");
    }

    @Override
    public long hold() {
      return waiting ? 0 : EventTime.END;
    }

    @Override
    public long wakeTime() {
      if (asked++ > PATIENCE) {
        throw new IllegalStateException("the bundle does not end");
      }
      return committed ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    @Override
    public void wake() {
      waiting = false;
      emit("second");
    }

    @Override
    public void bundleCommitted() {
      committed = true;
    }
  }

  @Test
  void seal_stepThatIsNotDueYet_handsOverItsBundleBeforeItWaits() throws Exception {
    Stage stage = stage(job(100, 100), null, false, step(AwaitsCommit::new));

    stage.frame(frame("1"));
    stage.seal(0);

    assertThat(emitted).hasSize(2);
    assertThat(emittedValues()).containsExactly("first", "second");
  }

  /** A step that does not want the usual bundles. */
  private record Bundling(Scripted step, boolean byTime, boolean byRows) implements StepSpec {
    @Override
    public StepFn create() {
      return step.create();
    }

    @Override
    public boolean boundsBundlesByTime() {
      return byTime;
    }

    @Override
    public boolean boundsBundlesByRows() {
      return byRows;
    }
  }

  @Test
  void frame_stepWithoutLimitOfTime_isLimitedByRowsOnly() throws Exception {
    Stage stage =
        stage(job(3, 100), null, false, step(new Bundling(Scripted.named("a"), false, true)));

    stage.frame(frame("1"));
    nanos += TimeUnit.HOURS.toNanos(1);
    stage.frame(frame("2"));
    assertThat(notes()).doesNotContain("a finish");
    stage.frame(frame("3"));

    assertThat(notes()).endsWith("a process 3", "a finish", "a committed");
  }

  @Test
  void frame_stepWithoutLimitOfRows_isLimitedByTimeOnly() throws Exception {
    Stage stage =
        stage(job(1, 100), null, false, step(new Bundling(Scripted.named("a"), true, false)));

    stage.frame(frame("1", "2"));
    assertThat(notes()).doesNotContain("a finish");
    nanos += TimeUnit.HOURS.toNanos(1);
    stage.frame(frame("3"));

    assertThat(notes()).endsWith("a process 3", "a finish", "a committed");
  }

  @Test
  void frame_rowsThatWaited_areFlushedWithinTheBundle() throws Exception {
    Stage stage = stage(job(100, 1000), null, false, step(Scripted.named("a")));

    stage.frame(frame("1"));
    assertThat(emitted).isEmpty();
    nanos += TimeUnit.MILLISECONDS.toNanos(20);
    stage.frame(frame("2", "3"));

    assertThat(emittedValues()).containsExactly("1", "2");
    assertThat(notes()).doesNotContain("a finish");
  }

  @Test
  void seal_withoutRows_callsNoStep() throws Exception {
    Stage stage = stage(job(100, 100), null, false, step(Scripted.named("a")));

    stage.seal(0);
    stage.close();

    assertThat(notes()).containsExactly("a setup", "a teardown");
  }

  @Test
  void frame_diffs_areThoseOfTheInput() throws Exception {
    ExchangeNode head = new ExchangeNode("x", "x", List.of("in"), "in", "mid", null);
    StepNode step =
        new StepNode(
            "step",
            "step",
            List.of("mid"),
            "mid",
            List.of("out"),
            List.of(),
            RowFn.map(v -> v),
            "Step");
    StageSpec spec =
        new StageSpec(
            "stage",
            head,
            List.of(step),
            new PlainRows(),
            Map.of("in", collection("in"), "mid", collection("mid"), "out", collection("out")),
            Map.of("out", List.of(new EdgeSpec(0, Routing.LOCAL, null))),
            false);
    Stage stage = new Stage(spec, job(100, 100), ONE, new RecordingHost(emitted, () -> nanos));
    FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
    builder.append("plus", 0, null, null, null, 1);
    builder.append("minus", 0, null, null, null, -2);
    stage.open();

    stage.frame(builder.build());
    stage.frame(frame("again"));
    stage.seal(0);

    assertThat(emitted).hasSize(1);
    assertThat(emitted.get(0).diff(0)).isEqualTo(1);
    assertThat(emitted.get(0).diff(1)).isEqualTo(-2);
    assertThat(emitted.get(0).diff(2)).isEqualTo(1);
  }

  @Test
  void frame_retractionIntoAGrouping_isRefused() throws Exception {
    GroupNode head =
        new GroupNode(
            "group",
            "my group",
            List.of("in"),
            "in",
            "out",
            new PairKeys(),
            Windowing.GLOBAL,
            GroupNode.Payload.VALUES,
            "");
    Stage stage = stage(job(100, 100), head, false);
    FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
    builder.appendKeyed("a", new Pair("a", 1L), 0, null, null, null, -1);

    assertThatThrownBy(() -> stage.frame(builder.build()))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining("'my group'")
        .hasMessageContaining("diff -1");
    stage.close();
  }

  @Test
  void frame_retractionIntoAPartialAggregation_isRefused() throws Exception {
    CombineNode step =
        new CombineNode(
            "partial",
            "my aggregation",
            List.of("in"),
            "in",
            "out",
            new PairKeys(),
            Windowing.GLOBAL,
            new Sum(),
            CombineNode.Phase.PARTIAL);
    Stage stage = stage(job(100, 100), null, false, step);
    FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
    builder.append(new Pair("a", 1L), 0, null, null, null, 1);
    stage.frame(builder.build());
    builder.append(new Pair("a", 1L), 0, null, null, null, -1);

    assertThatThrownBy(() -> stage.frame(builder.build()))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining("'my aggregation'")
        .hasMessageContaining("diff -1");
    stage.close();
  }

  @Test
  void steps_logging_carryTheirNames() throws Exception {
    List<String> seen = new ArrayList<>();
    RowFn note =
        (row, context) -> Notes.of(context.job()).add(String.valueOf(MDC.get("transform")));
    StepSpec logging =
        () ->
            new StepFn() {
              private final StepFn rows = note.asStep().create();

              @Override
              public void setup(StepContext context) throws Exception {
                seen.add(String.valueOf(MDC.get("transform")));
                rows.setup(context);
              }

              @Override
              public void process(Object element) throws Exception {
                rows.process(element);
              }
            };
    StepNode second =
        new StepNode("2", "second", List.of("out"), "out", List.of(), List.of(), logging, "Step");
    Stage stage = stage(job(100, 100), null, false, step(RowFn.map(v -> v)), second);

    stage.frame(frame("1"));

    assertThat(seen).containsExactly("second");
    assertThat(notes()).containsExactly("step, second");
    MDC.clear();
  }

  @Test
  void frame_jobThatStops_throws() throws Exception {
    Job stopping = job(100, 100);
    Stage stage = stage(stopping, null, false, step(Scripted.named("a")));
    stopping.stop();

    assertThatThrownBy(() -> stage.frame(frame("1", "2"))).isInstanceOf(JobStoppedException.class);
    assertThat(notes()).doesNotContain("a process 2");
  }

  @Test
  void frame_afterAFailure_callsNoStep() throws Exception {
    Stage stage =
        stage(
            job(100, 100), null, false, step(Scripted.named("a").failingAt(Scripted.Call.PROCESS)));

    assertThatThrownBy(() -> stage.frame(frame("1"))).isInstanceOf(StepFailure.class);
    assertThatThrownBy(() -> stage.frame(frame("2"))).isInstanceOf(StepFailure.class);
    assertThatThrownBy(() -> stage.seal(0)).isInstanceOf(StepFailure.class);
    stage.close();
    stage.close();

    assertThat(notes()).containsExactly("a setup", "a start", "a process 1", "a teardown");
    assertThat(stage.stepFailure()).isInstanceOf(StepFailure.class).hasMessageContaining("'step'");
  }

  @Test
  void frame_beforeItsViews_isHeldAndReplayedFirst() throws Exception {
    Job running = job(100, 100);
    Stage stage = stage(running, null, true, step(Scripted.named("a"), "view"));

    stage.frame(frame("1", "2"));
    assertThat(notes()).containsExactly("a setup");
    running.view("view").complete(new EmptyView());
    stage.frame(frame("3"));
    stage.frame(frame("4"));

    assertThat(notes())
        .containsExactly(
            "a setup", "a start", "a process 1", "a process 2", "a process 3", "a process 4");
    assertThat(running.memory().usedBytes()).isZero();
  }

  @Test
  void seal_beforeAnyFurtherFrame_replaysWhatWasHeld() throws Exception {
    Job running = job(100, 100);
    Stage stage = stage(running, null, true, step(Scripted.named("a"), "view"));
    stage.frame(frame("1", "2"));
    running.view("view").complete(new EmptyView());

    stage.seal(0);

    assertThat(notes()).contains("a process 1", "a process 2", "a seal 0");
    assertThat(emittedValues()).containsExactly("1", "2");
  }

  @Test
  void close_withHeldRows_givesTheirMemoryBack() throws Exception {
    Job running = job(100, 100);
    Stage stage = stage(running, null, true, step(Scripted.named("a"), "view"));
    stage.frame(frame("1", "2"));
    assertThat(running.memory().usedBytes()).isPositive();

    stage.close();

    assertThat(running.memory().usedBytes()).isZero();
  }

  @Test
  void view_usedBeforeTheFirstBundle_throwsWithTheReason() throws Exception {
    RowFn unused = (row, context) -> context.output(0).accept(Row.of(null));
    StepSpec early =
        () ->
            new StepFn() {
              @Override
              public void setup(StepContext context) {
                context.view(0);
              }

              @Override
              public void process(Object element) {
                unused.asStep();
              }
            };

    assertThatThrownBy(() -> stage(job(100, 100), null, false, step(early, "view")))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining("before the first bundle");
  }
}
