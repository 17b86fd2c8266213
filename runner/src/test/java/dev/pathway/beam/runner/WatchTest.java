// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.engine.job.JobSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MetadataCoderV2;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Incremental pipelines that stay up. */
final class WatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private @Nullable PathwayPipelineResult started;

  private static final class Shout extends SimpleFunction<String, String> {
    private static final long serialVersionUID = 1L;

    private final Counter lines = Metrics.counter(Shout.class, "lines");
    private final Distribution lengths = Metrics.distribution(Shout.class, "lengths");
    private final Gauge latest = Metrics.gauge(Shout.class, "latest");

    @Override
    public String apply(String line) {
      lines.inc();
      lengths.update(line.length());
      latest.set(line.length());
      if (line.equals("fail")) {
        throw new IllegalArgumentException("told to fail");
      }
      return line + "!";
    }
  }

  @BeforeEach
  void writeInput() throws IOException {
    Files.createDirectories(folder.resolve("in"));
    write("one", "a");
  }

  @AfterEach
  void stop() {
    if (started != null && !started.getState().isTerminal()) {
      started.cancel();
    }
  }

  private void write(String name, String... lines) throws IOException {
    Path staged = folder.resolve(name + ".tmp");
    Files.write(staged, List.of(lines));
    // One that was just changed would be read again by the next epochs, which count its lines
    // again,
    // and fail if it is deleted meanwhile.
    Files.setLastModifiedTime(staged, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    Files.move(staged, folder.resolve("in").resolve(name));
  }

  private Pipeline pipeline(String watch, String... more) {
    return Pipeline.create(
        PipelineOptionsFactory.fromArgs(
                Stream.concat(
                        Stream.of(
                            "--runner=PathwayRunner",
                            "--incremental",
                            "--blockOnRun=false",
                            "--watch=" + watch,
                            "--stateDir=" + folder + "/state"),
                        Stream.of(more))
                    .toArray(String[]::new))
            .create());
  }

  private PathwayPipelineResult start(String watch) {
    Pipeline pipeline = pipeline(watch);
    pipeline
        .apply(TextIO.read().from(folder + "/in/*"))
        .apply(MapElements.via(new Shout()))
        .apply(TextIO.write().to(folder + "/out/lines").withNumShards(1));
    return start(pipeline);
  }

  private PathwayPipelineResult start(Pipeline pipeline) {
    PathwayPipelineResult result = (PathwayPipelineResult) pipeline.run();
    started = result;
    return result;
  }

  /** Deletes files that were listed, and not read yet, as often as it is told. */
  private static final class Lose extends SimpleFunction<Metadata, Metadata> {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger LEFT = new AtomicInteger();

    @Override
    public Metadata apply(Metadata file) {
      if (String.valueOf(file.resourceId().getFilename()).startsWith("lost")
          && LEFT.getAndDecrement() > 0) {
        try {
          Files.delete(Path.of(file.resourceId().toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return file;
    }
  }

  /** Fails for a line as often as it is told as if a file were not there. */
  private static final class Miss extends SimpleFunction<String, String> {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger LEFT = new AtomicInteger();
    private static final AtomicInteger MISSED = new AtomicInteger();
    private static volatile CountDownLatch before = new CountDownLatch(0);

    @Override
    public String apply(String line) {
      if (line.startsWith("miss") && LEFT.getAndDecrement() > 0) {
        try {
          before.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        MISSED.incrementAndGet();
        throw new UncheckedIOException(new NoSuchFileException("/in/missing"));
      }
      return line;
    }

    static void expect(int times) {
      LEFT.set(times);
      MISSED.set(0);
      before = new CountDownLatch(0);
    }
  }

  /** Does not end before it is told to, interrupted or not. */
  private static final class Stuck extends SimpleFunction<String, String> {
    private static final long serialVersionUID = 1L;
    private static final CountDownLatch END = new CountDownLatch(1);

    @Override
    public String apply(String line) {
      Miss.before.countDown();
      while (true) {
        try {
          END.await();
          return line;
        } catch (InterruptedException e) {
          // That is what it is for.
        }
      }
    }
  }

  private PathwayPipelineResult startWithMiss(String watch, String... more) {
    Pipeline pipeline = pipeline(watch, more);
    pipeline
        .apply(TextIO.read().from(folder + "/in/*"))
        .apply("Shout", MapElements.via(new Shout()))
        .apply("Miss", MapElements.via(new Miss()))
        .apply(TextIO.write().to(folder + "/out/lines").withNumShards(1));
    return start(pipeline);
  }

  @Test
  void watch_fileVanishesBeforeItIsRead_runIsMadeAgainWithoutIt() throws Exception {
    Lose.LEFT.set(2);
    write("lost", "lost");
    Pipeline pipeline = pipeline("20ms");
    pipeline
        .apply(FileIO.match().filepattern(folder + "/in/*"))
        .apply(MapElements.via(new Lose()))
        .setCoder(MetadataCoderV2.of())
        .apply(FileIO.readMatches())
        .apply(TextIO.readFiles())
        .apply(MapElements.via(new Shout()))
        .apply(TextIO.write().to(folder + "/out/lines").withNumShards(1));
    try (CapturedLog log = CapturedLog.of(Retries.class.getName())) {
      PathwayPipelineResult result = start(pipeline);
      awaitOutput("a!");
      write("lost too", "lost");
      write("two", "b");
      awaitOutput("a!", "b!");

      assertThat(log.messages()).hasSize(2);
      assertThat(log.messages().get(0)).contains("1 of 3", folder + "/in/lost");
      assertThat(log.messages().get(1)).contains("1 of 3", folder + "/in/lost too");
      result.drain();
      assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    }
  }

  @Test
  void watch_runIsMadeAgain_metricsAndOutputsAreOfCommittedRuns() throws Exception {
    Miss.expect(Retries.MOST);
    PathwayPipelineResult result = startWithMiss("1h");
    awaitOutput("a!");
    write("two", "bb", "ccc", "miss");
    Files.delete(folder.resolve("in/one"));

    result.refresh().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(output()).containsExactly("bb!", "ccc!", "miss!");
    assertThat(Miss.MISSED).hasValue(Retries.MOST);
    MetricQueryResults found = result.metrics().allMetrics();
    assertThat(found.getCounters())
        .filteredOn(each -> each.getName().getName().equals("lines"))
        .extracting(MetricResult::getAttempted)
        // Of one, when it came and when it went, and of two.
        .containsExactly(1L + 1 + 3);
  }

  @Test
  void watch_fileIsMissingInEachTry_failsAndOutputsStay() throws Exception {
    Miss.expect(Integer.MAX_VALUE);
    PathwayPipelineResult result = startWithMiss("1h");
    awaitOutput("a!");
    write("two", "miss");

    CompletableFuture<Void> refreshed = result.refresh();

    assertThatThrownBy(() -> refreshed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .hasStackTraceContaining("/in/missing");
    assertThatThrownBy(() -> result.waitUntilFinish()).hasMessageContaining("/in/missing");
    assertThat(Miss.MISSED).hasValue(1 + Retries.MOST);
    assertThat(output()).containsExactly("a!");
  }

  @Test
  void watch_patternMatchesNothingAtFirst_failsAtOnce() throws Exception {
    Files.delete(folder.resolve("in/one"));

    PathwayPipelineResult result = start("1h");

    assertThatThrownBy(() -> result.waitUntilFinish()).hasMessageContaining("No files matched");
  }

  @Test
  void watch_drainedWhileRunIsToBeMadeAgain_isMadeAgainFirst() throws Exception {
    Miss.expect(1);
    write("two", "miss");
    CountDownLatch drained = new CountDownLatch(1);
    Miss.before = drained;
    PathwayPipelineResult result = startWithMiss("1h");

    result.drain();
    drained.countDown();

    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(Miss.MISSED).hasValue(1);
    assertThat(output()).containsExactly("a!", "miss!");
  }

  @Test
  void watch_firstRunIsMadeAgain_pipelineMayStillChange() throws Exception {
    PathwayPipelineResult before = start("1h");
    awaitOutput("a!");
    before.drain();
    before.waitUntilFinish();
    Miss.expect(1);
    write("two", "miss");

    PathwayPipelineResult result = startWithMiss("20ms", "--onPipelineChange=RECOMPUTE");

    awaitOutput("a!", "miss!");
    result.drain();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(Miss.MISSED).hasValue(1);
  }

  @Test
  void watch_fileIsMissingAndUserCodeDoesNotEnd_isNotMadeAgain() throws Exception {
    Miss.expect(Integer.MAX_VALUE);
    Miss.before = new CountDownLatch(1);
    Pipeline pipeline = pipeline("20ms");
    pipeline.apply("Stuck", Create.of("stuck")).apply(MapElements.via(new Stuck()));
    pipeline.apply("Missing", Create.of("miss")).apply(MapElements.via(new Miss()));
    try {
      PathwayPipelineResult result = start(pipeline);

      assertThatThrownBy(() -> result.waitUntilFinish()).hasMessageContaining("/in/missing");
      assertThat(Miss.MISSED).hasValue(1);
    } finally {
      Stuck.END.countDown();
    }
  }

  private List<String> output() throws IOException {
    Path file = folder.resolve("out/lines-00000-of-00001");
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.sorted().toList();
    }
  }

  private void awaitOutput(String... lines) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(output()).containsExactly(lines));
  }

  @Test
  void watch_filesComeAndGo_outputsFollowUntilDrained() throws IOException {
    PathwayPipelineResult result = start("50ms");
    awaitOutput("a!");

    write("two", "b", "c");
    awaitOutput("a!", "b!", "c!");

    Files.delete(folder.resolve("in/one"));
    awaitOutput("b!", "c!");

    assertThat(result.getState()).isEqualTo(State.RUNNING);
    result.drain();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
  }

  @Test
  void metrics_severalEpochs_countAllOfThem() throws IOException {
    PathwayPipelineResult result = start("50ms");
    awaitOutput("a!");
    write("two", "bb");
    awaitOutput("a!", "bb!");
    write("three", "ccc");
    awaitOutput("a!", "bb!", "ccc!");

    assertMetrics(result.metrics(), false);
    result.drain();
    result.waitUntilFinish();

    assertMetrics(result.metrics(), true);
  }

  private static void assertMetrics(MetricResults metrics, boolean committed) {
    MetricQueryResults found =
        metrics.queryMetrics(
            MetricsFilter.builder()
                .addNameFilter(MetricNameFilter.inNamespace(Shout.class))
                .build());
    assertThat(found.getCounters())
        .extracting(each -> committed ? each.getCommitted() : each.getAttempted())
        .containsExactly(3L);
    assertThat(found.getDistributions())
        .extracting(each -> committed ? each.getCommitted() : each.getAttempted())
        .containsExactly(DistributionResult.create(6, 3, 1, 3));
    assertThat(found.getGauges())
        .extracting(each -> (committed ? each.getCommitted() : each.getAttempted()).getValue())
        .containsExactly(3L);
  }

  @Test
  void cancel_betweenEpochs_endsAtOnceAndGivesTheStateFree() throws IOException {
    PathwayPipelineResult result = start("1h");
    awaitOutput("a!");

    assertThat(result.cancel()).isEqualTo(State.CANCELLED);

    // Were it still in use, or half of an epoch in it, this would be refused.
    try (IncrementalState state = IncrementalState.open(folder + "/state", JobSettings.batch(1))) {
      assertThat(state.bytes()).isPositive();
    }
  }

  @Test
  void watch_epochFails_refreshTellsTheFailure() throws Exception {
    PathwayPipelineResult result = start("1h");
    awaitOutput("a!");
    write("two", "fail");

    CompletableFuture<Void> refreshed = result.refresh();

    assertThatThrownBy(() -> refreshed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .hasStackTraceContaining("told to fail");
    assertThat(output()).containsExactly("a!");
  }

  @Test
  void refresh_inputHasChanged_outputsAreThereBeforeTheyAreDue() throws Exception {
    PathwayPipelineResult result = start("1h");
    for (String name : List.of("two", "three")) {
      write(name, name);
      result.refresh().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(output()).contains("a!", name + "!");
    }
    assertThat(result.getState()).isEqualTo(State.RUNNING);

    result.drain();
    result.waitUntilFinish();
    assertThatThrownBy(() -> result.refresh().join())
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("has ended");
  }

  @Test
  void refresh_withoutWatch_isRefused() {
    Pipeline pipeline = Pipelines.create();
    pipeline.apply(Create.of(1));
    PathwayPipelineResult result = (PathwayPipelineResult) pipeline.run();

    assertThatThrownBy(() -> result.refresh().join()).hasMessageContaining("--watch");
  }

  @Test
  void watch_epochFails_pipelineFailsAndOutputsStayThoseOfTheLastOne() throws IOException {
    PathwayPipelineResult result = start("50ms");
    awaitOutput("a!");

    write("two", "b", "fail");

    assertThatThrownBy(() -> result.waitUntilFinish())
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("told to fail");
    assertThat(result.getState()).isEqualTo(State.FAILED);
    assertThat(output()).containsExactly("a!");
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "30s,30000", "5m,300000", "2h,7200000", "1d,86400000", "PT0.25S,250"})
  void parse_duration_isRead(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "0s", "-5s", "5", "PT0S", "99999999999999d", "999999999d"})
  void parse_noDuration_isRefused(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
