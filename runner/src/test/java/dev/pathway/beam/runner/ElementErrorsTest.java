// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pathway.beam.annotations.Deterministic;
import dev.pathway.beam.annotations.NonDeterministic;
import dev.pathway.beam.runner.PathwayPipelineOptions.OnPipelineChange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.BoundedPerElement;
import org.apache.beam.sdk.transforms.DoFn.UnboundedPerElement;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of elements on which user code throws. */
final class ElementErrorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** Puts out each text twice, and throws in between on those that begin with "bad". */
  static class TwiceFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String text, OutputReceiver<String> out) {
      out.output(text);
      if (text.startsWith("bad")) {
        throw new IllegalArgumentException("no use for " + text);
      }
      out.output(text);
    }
  }

  /** Puts out what it is given, then "bad", and then whether it was told of any failure. */
  static final class CatchingFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String text, OutputReceiver<String> out) {
      String end = "well";
      try {
        out.output(text);
        out.output("bad of " + text);
      } catch (RuntimeException e) {
        end = "failed";
      }
      out.output(end);
    }
  }

  private Path letters() {
    return folder.resolve("letters");
  }

  private String toLetters() {
    return "--onElementError=DeadLetter:" + letters();
  }

  private List<JsonNode> written() throws IOException {
    List<JsonNode> errors = new ArrayList<>();
    try (Stream<Path> files = Files.list(letters())) {
      for (Path file : files.sorted().toList()) {
        assertThat(file.getFileName().toString()).endsWith(".jsonl");
        for (String line : Files.readAllLines(file)) {
          errors.add(JSON.readTree(line));
        }
      }
    }
    return errors;
  }

  private static long count(PipelineResult result, String counter, String step) {
    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.named("dev.pathway.beam", counter))
            .addStep(step)
            .build();
    long sum = 0;
    for (var each : result.metrics().queryMetrics(filter).getCounters()) {
      assertThat(each.getCommitted()).isEqualTo(each.getAttempted());
      sum += each.getCommitted();
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(strings = {"--streaming=false", "--streaming=true"})
  void run_skip_dropsTheElementWithItsOutputsAndCountsIt(String streaming) {
    Pipeline pipeline = Pipelines.create("--onElementError=skip", streaming);
    Gathered<String> gathered = new Gathered<>();
    pipeline
        .apply(Create.of("a", "bad", "b", "bad too"))
        .apply("Twice", ParDo.of(new TwiceFn()))
        .apply(gathered);

    PipelineResult result = pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("a", "a", "b", "b");
    assertThat(count(result, "elementsInError", "Twice")).isEqualTo(2);
    assertThat(result.getState()).isEqualTo(PipelineResult.State.DONE);
  }

  @Test
  void run_deadLetter_writesALineWithAllThatIsKnown() throws IOException {
    Pipeline pipeline = Pipelines.create(toLetters(), "--jobName=bad records");
    pipeline
        .apply(Create.timestamped(TimestampedValue.of("bad", Instant.ofEpochMilli(1_000))))
        .apply("Twice", ParDo.of(new TwiceFn()));

    pipeline.run();

    assertThat(written()).hasSize(1);
    JsonNode error = written().get(0);
    assertThat(java.time.Instant.parse(error.get("time").asText()))
        .isAfter(java.time.Instant.EPOCH);
    assertThat(error.get("job").asText()).isEqualTo("bad records");
    assertThat(error.get("transform").asText()).isEqualTo("Twice/ParMultiDo(Twice)");
    assertThat(error.get("errorClass").asText())
        .isEqualTo(IllegalArgumentException.class.getName());
    assertThat(error.get("message").asText()).isEqualTo("no use for bad");
    assertThat(error.get("stackTrace").get(1).asText()).contains("TwiceFn.process");
    assertThat(error.get("coder").asText()).isEqualTo("StringUtf8Coder");
    assertThat(new String(Base64.getDecoder().decode(error.get("element").asText()), UTF_8))
        .isEqualTo("bad");
    assertThat(error.get("elementText").asText()).isEqualTo("bad");
    assertThat(error.get("timestamp").asText()).isEqualTo("1970-01-01T00:00:01.000Z");
    assertThat(error.get("windows").get(0).asText()).contains("GlobalWindow");
    assertThat(error.get("pane").asText()).contains("NO_FIRING");
  }

  @Test
  void run_noErrors_leavesNoFile() throws IOException {
    Pipeline pipeline = Pipelines.create(toLetters());
    pipeline.apply(Create.of("a")).apply("Twice", ParDo.of(new TwiceFn()));

    pipeline.run();

    assertThat(written()).isEmpty();
  }

  @Test
  void run_failureDeepInAFusedChain_dropsTheInnermostElementUnseenByThoseBefore()
      throws IOException {
    Pipeline pipeline = Pipelines.create(toLetters());
    Gathered<String> gathered = new Gathered<>();
    pipeline
        .apply(Create.of("a"))
        .apply("Catch", ParDo.of(new CatchingFn()))
        .apply("Twice", ParDo.of(new TwiceFn()))
        .apply(gathered);

    PipelineResult result = pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("a", "a", "well", "well");
    assertThat(written())
        .extracting(
            error -> error.get("transform").asText() + ": " + error.get("elementText").asText())
        .containsExactly("Twice/ParMultiDo(Twice): bad of a");
    assertThat(count(result, "elementsInError", "Catch")).isZero();
  }

  @Test
  void run_fail_failsWithTheTransform() {
    Pipeline pipeline = Pipelines.create("--onElementError=Fail");
    pipeline.apply(Create.of("bad")).apply("Twice", ParDo.of(new TwiceFn()));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessage(
            "'Twice/ParMultiDo(Twice)' failed: java.lang.IllegalArgumentException: no use for bad");
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "interrupted", "finish"})
  void run_failureOfNoElement_failsThePipeline(String what) {
    Pipeline pipeline = Pipelines.create("--onElementError=skip");
    pipeline.apply(Create.of(what)).apply("Fail", ParDo.of(new OtherwiseFailingFn()));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("'Fail/ParMultiDo(OtherwiseFailing)' failed")
        .hasStackTraceContaining("by " + what);
  }

  /** Fails in a way that no element is to blame for. */
  static final class OtherwiseFailingFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private String last = "";

    @ProcessElement
    public void process(@Element String what) throws InterruptedException {
      last = what;
      if (what.equals("error")) {
        throw new NoClassDefFoundError("by error");
      }
      if (what.equals("interrupted")) {
        throw new InterruptedException("by interrupted");
      }
    }

    @FinishBundle
    public void finishBundle() {
      if (last.equals("finish")) {
        throw new IllegalStateException("by finish");
      }
    }
  }

  @Test
  void run_sideInputThatCannotBeRead_failsThePipeline() {
    Pipeline pipeline = Pipelines.create("--onElementError=skip");
    PCollectionView<String> none =
        pipeline.apply("None", Create.empty(StringUtf8Coder.of())).apply(View.asSingleton());
    pipeline
        .apply(Create.of("a"))
        .apply("Read", ParDo.of(new SideInputFn(none)).withSideInputs(none));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("'Read/ParMultiDo(SideInput)' failed");
  }

  @Test
  void run_withSideInput_dropsTheElement() throws IOException {
    Pipeline pipeline = Pipelines.create(toLetters());
    PCollectionView<String> view = pipeline.apply("One", Create.of("b")).apply(View.asSingleton());
    Gathered<String> gathered = new Gathered<>();
    pipeline
        .apply(Create.of("a", "b", "c"))
        .apply("Read", ParDo.of(new SideInputFn(view)).withSideInputs(view))
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("a", "c");
    assertThat(written())
        .extracting(error -> error.get("elementText").asText())
        .containsExactly("b");
  }

  /** Puts out elements, and throws on the one that is its side input. */
  static final class SideInputFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<String> view;

    SideInputFn(PCollectionView<String> view) {
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(context.element());
      if (context.sideInput(view).equals(context.element())) {
        throw new IllegalStateException("that one");
      }
    }
  }

  @Test
  void run_moreOutputsThanAreHeldInMemory_allOrNone() {
    Pipeline pipeline = Pipelines.create("--onElementError=skip");
    Gathered<Integer> gathered = new Gathered<>();
    pipeline
        .apply(Create.of(300_000, -300_000))
        .apply("Count", ParDo.of(new CountToFn()))
        .apply(Sum.integersGlobally())
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactly(300_000);
  }

  /** Puts out as many ones, and throws then if the number is negative. */
  static final class CountToFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer many, OutputReceiver<Integer> out) {
      for (int i = 0; i < Math.abs(many); i++) {
        out.output(1);
      }
      if (many < 0) {
        throw new IllegalArgumentException("negative");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--streaming=false", "--streaming=true"})
  void run_stateful_dropsElementsAndTimers(String streaming) throws IOException {
    Pipeline pipeline = Pipelines.create(toLetters(), streaming);
    Gathered<String> gathered = new Gathered<>();
    pipeline
        .apply(Create.of(KV.of("good", 1), KV.of("good", -1), KV.of("good", 1), KV.of("late", 1)))
        .apply("Count", ParDo.of(new CountFn()))
        .apply(gathered);

    PipelineResult result = pipeline.run();

    assertThat(gathered.elements())
        .containsExactlyInAnyOrder("good 1", "good 2", "good in all 2", "late 1");
    assertThat(count(result, "elementsInError", "Count")).isEqualTo(1);
    assertThat(count(result, "timersInError", "Count")).isEqualTo(1);
    assertThat(written())
        .extracting(
            error ->
                error.path("elementText").asText()
                    + error.path("timer").asText()
                    + error.path("key").asText())
        .containsExactlyInAnyOrder("KV{good, -1}", "endlate");
  }

  /** Counts the elements of a key, throws on negative ones, and at the end of the key "late". */
  static final class CountFn extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Integer>> countSpec = StateSpecs.value(VarIntCoder.of());

    @TimerId("end")
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, Integer> element,
        @StateId("count") ValueState<Integer> count,
        @TimerId("end") Timer end,
        OutputReceiver<String> out) {
      if (element.getValue() < 0) {
        out.output("too many");
        throw new IllegalArgumentException("negative");
      }
      Integer before = count.read();
      int now = (before == null ? 0 : before) + 1;
      count.write(now);
      end.set(GlobalWindow.INSTANCE.maxTimestamp());
      out.output(element.getKey() + " " + now);
    }

    @OnTimer("end")
    public void end(
        @Key String key, @StateId("count") ValueState<Integer> count, OutputReceiver<String> out) {
      out.output(key + " in all " + count.read());
      if (key.equals("late")) {
        throw new IllegalStateException("too late");
      }
    }
  }

  @Test
  void run_timeSortedInput_goesOnWithThoseThatWereSortedWithTheBadOne() {
    Pipeline pipeline = Pipelines.create("--onElementError=skip", "--streaming");
    Gathered<String> gathered = new Gathered<>();
    pipeline
        .apply(
            Create.timestamped(
                    IntStream.range(0, 5)
                        .mapToObj(
                            i ->
                                TimestampedValue.of(
                                    KV.of("k", i == 2 ? -1 : i), Instant.ofEpochMilli(i)))
                        .toList())
                .withCoder(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())))
        .apply("Sort", ParDo.of(new SortedFn()))
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("0", "1", "3", "4");
  }

  /** Puts out elements in the order of time, and throws on negative ones. */
  static final class SortedFn extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("any")
    private final StateSpec<ValueState<Integer>> anySpec = StateSpecs.value(VarIntCoder.of());

    @RequiresTimeSortedInput
    @ProcessElement
    public void process(@Element KV<String, Integer> element, OutputReceiver<String> out) {
      if (element.getValue() < 0) {
        throw new IllegalArgumentException("negative");
      }
      out.output(String.valueOf(element.getValue()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--streaming=false", "--streaming=true"})
  void run_splittable_dropsTheElement(String streaming) throws IOException {
    Pipeline pipeline = Pipelines.create(toLetters(), streaming);
    Gathered<String> gathered = new Gathered<>();
    pipeline
        .apply(Create.of("ab", "cx!", "de"))
        .apply("Letters", ParDo.of(new LettersFn()))
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("a", "b", "d", "e");
    assertThat(written())
        .extracting(error -> error.get("elementText").asText())
        .containsExactly("cx!");
  }

  /** Puts out each letter of a word, and throws on anything else. */
  @BoundedPerElement
  static final class LettersFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @GetInitialRestriction
    public OffsetRange letters(@Element String word) {
      if (word.isEmpty()) {
        throw new IllegalArgumentException("no letters");
      }
      return new OffsetRange(0, word.length());
    }

    @ProcessElement
    public void process(
        @Element String word,
        RestrictionTracker<OffsetRange, Long> tracker,
        OutputReceiver<String> out) {
      for (long at = tracker.currentRestriction().getFrom(); tracker.tryClaim(at); at++) {
        char letter = word.charAt((int) at);
        if (!Character.isLetter(letter)) {
          throw new IllegalArgumentException("no letter: " + letter);
        }
        out.output(String.valueOf(letter));
      }
    }
  }

  @Test
  void run_splittableThatHasNoRestrictionForAnElement_dropsIt() throws IOException {
    Pipeline pipeline = Pipelines.create(toLetters());
    Gathered<String> gathered = new Gathered<>();
    pipeline.apply(Create.of("ab", "")).apply("Letters", ParDo.of(new LettersFn())).apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("a", "b");
    assertThat(written()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"restriction", "split", "process"})
  void run_splittableWithoutEnd_failsThePipeline(String where) {
    Pipeline pipeline = Pipelines.create("--onElementError=skip", "--streaming");
    pipeline.apply(Create.of(where)).apply("Watch", ParDo.of(new EndlessFn()));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasStackTraceContaining("no answer to " + where);
  }

  /** Fails where its element says. */
  @UnboundedPerElement
  static final class EndlessFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private static void ask(String element, String where) {
      if (element.equals(where)) {
        throw new IllegalStateException("no answer to " + where);
      }
    }

    @GetInitialRestriction
    public OffsetRange all(@Element String element) {
      ask(element, "restriction");
      return new OffsetRange(0, Long.MAX_VALUE);
    }

    @SplitRestriction
    public void split(
        @Element String element,
        @Restriction OffsetRange range,
        OutputReceiver<OffsetRange> ranges) {
      ask(element, "split");
      ranges.output(range);
    }

    @ProcessElement
    public void process(@Element String element, RestrictionTracker<OffsetRange, Long> tracker) {
      for (long at = tracker.currentRestriction().getFrom(); tracker.tryClaim(at); at++) {
        ask(element, "process");
      }
    }
  }

  @Test
  void run_stream_goesOnBehindTheBadElement() throws IOException {
    Pipeline pipeline = Pipelines.create(toLetters());
    Gathered<String> gathered = new Gathered<>();
    pipeline
        .apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(
                    TimestampedValue.of("a", Instant.EPOCH),
                    TimestampedValue.of("bad", Instant.EPOCH))
                .advanceWatermarkTo(Instant.ofEpochMilli(10))
                .addElements(TimestampedValue.of("b", Instant.ofEpochMilli(20)))
                .advanceWatermarkToInfinity())
        .apply("Twice", ParDo.of(new TwiceFn()))
        .apply(Window.into(FixedWindows.of(Duration.standardHours(1))))
        .apply(WithKeys.<String, String>of("k").withKeyType(TypeDescriptors.strings()))
        .apply(GroupByKey.create())
        .apply(
            MapElements.into(TypeDescriptors.integers())
                .via((KV<String, Iterable<String>> group) -> size(group.getValue())))
        .apply(MapElements.into(TypeDescriptors.strings()).via(String::valueOf))
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactly("4");
    assertThat(written()).hasSize(1);
  }

  private static int size(Iterable<?> elements) {
    int size = 0;
    for (Object ignored : elements) {
      size++;
    }
    return size;
  }

  /** Returns how a function changes what it makes of all texts, in an incremental run. */
  private List<String> changes(DoFn<String, String> fn, String... texts) {
    Pipeline pipeline =
        Pipelines.create(toLetters(), "--incremental", "--stateDir=" + folder.resolve("state"));
    Gathered<String> changes = new Gathered<>();
    pipeline
        .apply(Create.of(List.of(texts)).withCoder(StringUtf8Coder.of()))
        .apply("Same", MapElements.into(TypeDescriptors.strings()).via(text -> text))
        .apply("Twice", ParDo.of(fn))
        .apply(new ChangeTexts())
        .apply(changes);
    pipeline.run();
    return changes.elements().stream().sorted().toList();
  }

  @Test
  void run_incremental_errorsMakeNothingAndTakeNothingBack() throws IOException {
    assertThat(changes(new TwiceFn(), "a", "bad", "b")).containsExactly("+a", "+a", "+b", "+b");
    assertThat(written()).hasSize(1);
    assertThat(changes(new TwiceFn(), "b", "c")).containsExactly("+c", "+c", "-a", "-a");
    assertThat(written()).as("one that is gone is no error").hasSize(1);
    assertThat(changes(new TwiceFn(), "b", "c", "bad")).isEmpty();
    assertThat(written()).hasSize(2);
  }

  /** One whose outputs are remembered. */
  @NonDeterministic
  static final class RememberedFn extends TwiceFn {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void run_incrementalRemembered_errorsMakeNothingAndTakeNothingBack() throws IOException {
    assertThat(changes(new RememberedFn(), "a", "bad")).containsExactly("+a", "+a");
    assertThat(written()).hasSize(1);
    assertThat(changes(new RememberedFn(), "b")).containsExactly("+b", "+b", "-a", "-a");
    assertThat(written()).hasSize(1);
  }

  /** Puts out how many texts a group has, and throws if one of them is "bad". */
  static final class SizeFn extends DoFn<KV<String, Iterable<String>>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, Iterable<String>> group, OutputReceiver<String> out) {
      int size = size(group.getValue());
      out.output(group.getKey() + size);
      for (String text : group.getValue()) {
        if (text.equals("bad")) {
          throw new IllegalArgumentException("a bad group of " + size);
        }
      }
    }
  }

  private List<String> sizeChanges(String... texts) {
    Pipeline pipeline =
        Pipelines.create(
            toLetters(), "--incremental", "--audit", "--stateDir=" + folder.resolve("state"));
    Gathered<String> changes = new Gathered<>();
    pipeline
        .apply(Create.of(List.of(texts)).withCoder(StringUtf8Coder.of()))
        .apply(WithKeys.<String, String>of("k").withKeyType(TypeDescriptors.strings()))
        .apply(GroupByKey.create())
        .apply("Size", ParDo.of(new SizeFn()))
        .apply(new ChangeTexts())
        .apply(changes);
    pipeline.run();
    return changes.elements().stream().sorted().toList();
  }

  @Test
  void run_incrementalGroups_turnBadAndGoodAgain() {
    assertThat(sizeChanges("a", "b")).contains("+k2");
    assertThat(sizeChanges("a", "b", "bad")).containsExactly("-k2");
    assertThat(sizeChanges("a", "bad")).isEmpty();
    assertThat(sizeChanges("a", "b", "c")).contains("+k3");
    assertThat(sizeChanges()).containsExactly("-k3");
  }

  /** Writes other bytes each time, of which it reads only those that are the same. */
  static final class VaryingCoder extends AtomicCoder<String> {
    private static final long serialVersionUID = 1L;

    private static final AtomicInteger WRITTEN = new AtomicInteger();

    @Override
    public void encode(String text, OutputStream out) throws IOException {
      StringUtf8Coder.of().encode(text, out);
      VarIntCoder.of().encode(WRITTEN.incrementAndGet(), out);
    }

    @Override
    public String decode(InputStream in) throws IOException {
      String text = StringUtf8Coder.of().decode(in);
      VarIntCoder.of().decode(in);
      return text;
    }
  }

  /** Makes pairs of one key; what it says of itself keeps them from being checked. */
  @Deterministic
  static final class SameKeyFn extends DoFn<String, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String text, OutputReceiver<KV<String, String>> out) {
      out.output(KV.of("k", text));
    }
  }

  private void runVarying(String... texts) {
    Pipeline pipeline =
        Pipelines.create(toLetters(), "--incremental", "--stateDir=" + folder.resolve("state"));
    pipeline
        .apply(Create.of(List.of(texts)).withCoder(StringUtf8Coder.of()))
        .apply(ParDo.of(new SameKeyFn()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), new VaryingCoder()))
        .apply(GroupByKey.create())
        .apply("Size", ParDo.of(new SizeFn()))
        .apply(new ChangeTexts())
        .apply(new Gathered<>());
    pipeline.run();
  }

  @Test
  void run_incrementalGroupThatCannotBe_failsThePipelineThoughUserCodeReadsIt() throws IOException {
    runVarying("a", "b");

    assertThatThrownBy(() -> runVarying("b"))
        .hasMessageContaining("was taken back more often than it was there");
    assertThat(written()).isEmpty();
  }

  @Test
  void run_incrementalBackToFail_failsOnceAllIsComputedAnew() {
    Path state = folder.resolve("state");
    changes(new TwiceFn(), "a", "bad");
    Pipeline pipeline = Pipelines.create("--incremental", "--stateDir=" + state, "--fullRecompute");
    pipeline
        .apply(Create.of("a", "bad"))
        .apply("Same", MapElements.into(TypeDescriptors.strings()).via(text -> text))
        .apply("Twice", ParDo.of(new TwiceFn()))
        .apply(new ChangeTexts())
        .apply(new Gathered<>());
    pipeline
        .getOptions()
        .as(PathwayPipelineOptions.class)
        .setOnPipelineChange(OnPipelineChange.RECOMPUTE);

    assertThatThrownBy(pipeline::run).hasMessageContaining("no use for bad");
  }

  @Test
  void run_outputThatCannotBeEncoded_ifThatIsCheckedIsTheElementsFault() {
    Pipeline pipeline = Pipelines.create("--onElementError=skip", "--enforceEncodability");
    Gathered<String> gathered = new Gathered<>();
    pipeline
        .apply(Create.of("a", "null", "b"))
        .apply("Null", ParDo.of(new NullFn()))
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("a", "b");
  }

  /** Puts out null for "null". */
  static final class NullFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    @SuppressWarnings("NullAway") // it is the point
    public void process(@Element String text, OutputReceiver<String> out) {
      out.output(text.equals("null") ? null : text);
    }
  }

  @Test
  void run_bundleThatHadABadElement_endsAsEver() {
    Pipeline pipeline = Pipelines.create("--onElementError=skip", "--parallelism=1");
    Gathered<String> gathered = new Gathered<>();
    pipeline.apply(Create.of("a", "bad", "b")).apply(ParDo.of(new AtEndFn())).apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("a", "b");
  }

  /** Puts out, at the end of a bundle, what it did not throw on. */
  static final class AtEndFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final List<String> kept = new ArrayList<>();

    @ProcessElement
    public void process(@Element String text) {
      if (text.startsWith("bad")) {
        throw new IllegalArgumentException("no use for " + text);
      }
      kept.add(text);
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      kept.forEach(text -> context.output(text, Instant.EPOCH, GlobalWindow.INSTANCE));
      kept.clear();
    }
  }
}
