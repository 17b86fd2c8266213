// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.BoundedPerElement;
import org.apache.beam.sdk.transforms.DoFn.UnboundedPerElement;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Splittable DoFns in whole pipelines, beside what ValidatesRunner tests of them. */
final class SplittableTest {
  private static final int WORKERS = 2;
  private static final Map<String, Set<Thread>> THREADS = new ConcurrentHashMap<>();
  private static final CountDownLatch ALL_WORKERS = new CountDownLatch(WORKERS);

  private static final long LENGTH = 20_000;
  private static final CountDownLatch SHARED = new CountDownLatch(WORKERS);

  private static final CountDownLatch AT_WORK = new CountDownLatch(1);

  private static Pipeline pipeline() {
    PathwayPipelineOptions options = PipelineOptionsFactory.as(PathwayPipelineOptions.class);
    options.setRunner(PathwayRunner.class);
    options.setParallelism(WORKERS);
    return Pipeline.create(options);
  }

  /** Puts out the numbers below its input, once calls for several parts of them run at a time. */
  @BoundedPerElement
  static final class SideBySideFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @GetInitialRestriction
    public OffsetRange all(@Element Long length) {
      return new OffsetRange(0, length);
    }

    @SplitRestriction
    public void split(@Restriction OffsetRange range, OutputReceiver<OffsetRange> parts) {
      range.split(range.getTo() / WORKERS, 1).forEach(parts::output);
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> output)
        throws InterruptedException {
      ALL_WORKERS.countDown();
      if (!ALL_WORKERS.await(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("all parts are left to one worker");
      }
      THREADS
          .computeIfAbsent("process", key -> ConcurrentHashMap.newKeySet())
          .add(Thread.currentThread());
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        output.output(i);
      }
    }
  }

  @Test
  void run_oneElementThatIsSplit_isProcessedByAllWorkers() {
    Gathered<Long> numbers = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline.apply(Create.of(100L)).apply(ParDo.of(new SideBySideFn())).apply(numbers);

    pipeline.run();

    assertThat(numbers.elements())
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 100).boxed().toList());
    assertThat(THREADS.get("process")).hasSize(WORKERS);
  }

  /** Takes its time for each number until another worker has numbers of its own. */
  @BoundedPerElement
  static final class LongFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @GetInitialRestriction
    public OffsetRange all(@Element Long length) {
      return new OffsetRange(0, length);
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> output)
        throws InterruptedException {
      Set<Thread> threads = THREADS.computeIfAbsent("long", key -> ConcurrentHashMap.newKeySet());
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        output.output(i);
        if (threads.add(Thread.currentThread())) {
          SHARED.countDown();
        }
        boolean shared = SHARED.await(1, TimeUnit.MILLISECONDS);
        if (i == LENGTH - 1 && !shared) {
          throw new IllegalStateException("all was left to one worker");
        }
      }
    }
  }

  /** Nothing is split before: what is given away is so while it is worked on. */
  @Test
  void run_oneLongRestriction_isSplitForWorkersWithNothingToDo() {
    Gathered<Long> numbers = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline.apply(Create.of(LENGTH)).apply(ParDo.of(new LongFn())).apply(numbers);

    pipeline.run();

    assertThat(numbers.elements())
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, LENGTH).boxed().toList());
    assertThat(THREADS.get("long")).hasSize(WORKERS);
  }

  /** Puts out the numbers below its input. */
  @BoundedPerElement
  static final class NumbersFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @GetInitialRestriction
    public OffsetRange all(@Element Long length) {
      return new OffsetRange(0, length);
    }

    @ProcessElement
    public void process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> output) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        output.output(i);
      }
    }
  }

  /** Whatever is given away, taken, and given away again. */
  @Test
  void run_restrictionsOfManyLengths_putOutEachNumberOnce() {
    List<Long> lengths = LongStream.range(0, 19).map(i -> 1L << i).boxed().toList();
    Gathered<Long> numbers = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline.getOptions().as(PathwayPipelineOptions.class).setParallelism(4);
    pipeline.apply(Create.of(lengths)).apply(ParDo.of(new NumbersFn())).apply(numbers);

    pipeline.run();

    List<Long> sorted = new ArrayList<>(numbers.elements());
    Collections.sort(sorted);
    List<Long> expected = new ArrayList<>();
    lengths.forEach(length -> LongStream.range(0, length).forEach(expected::add));
    Collections.sort(expected);
    assertThat(sorted.equals(expected)).isTrue();
  }

  /** Comes back for each number, a little later. */
  @UnboundedPerElement
  static final class PatientFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @GetInitialRestriction
    public OffsetRange all(@Element Long length) {
      return new OffsetRange(0, length);
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> output) {
      long next = tracker.currentRestriction().getFrom();
      if (!tracker.tryClaim(next)) {
        return ProcessContinuation.stop();
      }
      output.output(next);
      return ProcessContinuation.resume().withResumeDelay(Duration.millis(next));
    }
  }

  @Test
  void run_functionThatComesBackForTheRest_endsWhenAllIsDone() {
    Gathered<Long> numbers = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline.apply(Create.of(5L, 3L)).apply(ParDo.of(new PatientFn())).apply(numbers);

    pipeline.run();

    assertThat(numbers.elements()).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 0L, 1L, 2L);
  }

  /** Comes back for ever. */
  @UnboundedPerElement
  static final class EndlessFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @GetInitialRestriction
    public OffsetRange all() {
      return new OffsetRange(0, Long.MAX_VALUE);
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> output) {
      long next = tracker.currentRestriction().getFrom();
      if (!tracker.tryClaim(next)) {
        return ProcessContinuation.stop();
      }
      output.output(next);
      AT_WORK.countDown();
      return ProcessContinuation.resume();
    }

    @TruncateRestriction
    public @Nullable TruncateResult<OffsetRange> nothing() {
      return null;
    }
  }

  @Test
  void drain_functionThatComesBackForEver_endsAndLosesNothing() throws Exception {
    Gathered<Long> numbers = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline.getOptions().as(PathwayPipelineOptions.class).setBlockOnRun(false);
    pipeline.apply(Create.of(0L)).apply(ParDo.of(new EndlessFn())).apply(numbers);

    PathwayPipelineResult result = (PathwayPipelineResult) pipeline.run();
    assertThat(AT_WORK.await(1, TimeUnit.MINUTES)).isTrue();
    result.drain();

    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    List<Long> drained = numbers.elements();
    assertThat(drained)
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, drained.size()).boxed().toList());
  }

  /** Fails. */
  @BoundedPerElement
  static final class FailingFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @GetInitialRestriction
    public OffsetRange all() {
      return new OffsetRange(0, 1);
    }

    @ProcessElement
    @SuppressWarnings("DoNotCallSuggester") // Beam calls it
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      throw new IllegalArgumentException("no such number");
    }
  }

  @Test
  void run_functionThatFails_isNamed() {
    Pipeline pipeline = pipeline();
    pipeline.apply(Create.of(1L)).apply("Numbers", ParDo.of(new FailingFn()));

    Throwable thrown = catchThrowable(pipeline::run);

    assertThat(thrown).hasMessageContaining("'Numbers/").hasRootCauseMessage("no such number");
  }

  /** Knows how often it was set up. */
  static final class SetUpOnceFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    private transient int setUps;

    @Setup
    public void setup() {
      setUps++;
    }

    @ProcessElement
    public void process(OutputReceiver<Long> output) {
      output.output((long) setUps);
    }
  }

  @Test
  void run_functionThatIsAppliedTwiceInAStage_isSetUpForEach() {
    Gathered<Long> setUps = new Gathered<>();
    Pipeline pipeline = pipeline();
    SetUpOnceFn fn = new SetUpOnceFn();
    pipeline
        .apply(Create.of(1L))
        .apply("First", ParDo.of(fn))
        .apply("Second", ParDo.of(fn))
        .apply(setUps);

    pipeline.run();

    assertThat(setUps.elements()).isEqualTo(List.of(1L));
  }
}
