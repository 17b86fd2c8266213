// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.trace.Snapshot;
import dev.pathway.beam.state.trace.TraceReader;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AppliedChangesTest {
  private static final TypeDescriptor<Change<String>> CHANGES = new TypeDescriptor<>() {};

  @TempDir private Path state;

  private static Pipeline direct() {
    return Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
  }

  private Pipeline batch() {
    return Pipelines.create();
  }

  private Pipeline incremental(String... more) {
    String[] args = {"--incremental", "--stateDir=" + state};
    return Pipelines.create(Stream.of(args, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  /** Runs a pipeline, and returns what it changes in its outputs, rows with their windows. */
  private static Map<String, Long> changes(
      Pipeline pipeline,
      List<String> words,
      PTransform<PCollection<String>, PCollection<String>> t) {
    Gathered<Map.Entry<String, Long>> gathered = new Gathered<>();
    pipeline
        .apply(Create.of(words).withCoder(StringUtf8Coder.of()))
        .apply(t)
        .apply(Changes.of())
        .apply(ParDo.of(new ObserveFn(gathered)));
    pipeline.run();
    return summed(gathered.elements());
  }

  private static Map<String, Long> summed(List<Map.Entry<String, Long>> rows) {
    Map<String, Long> sums = new TreeMap<>();
    rows.forEach(row -> sums.merge(row.getKey(), row.getValue(), Long::sum));
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }

  private static final class ObserveFn extends DoFn<Change<String>, Void> {
    private static final long serialVersionUID = 1L;

    private final Gathered<Map.Entry<String, Long>> gathered;

    ObserveFn(Gathered<Map.Entry<String, Long>> gathered) {
      this.gathered = gathered;
    }

    @ProcessElement
    public void process(
        @Element Change<String> change, @Timestamp Instant timestamp, BoundedWindow window) {
      gathered.add(Map.entry(change.value() + " " + timestamp + " " + window, change.diff()));
    }
  }

  /** Words such as "+2 a" and "-1 b" as changes. */
  private static PCollection<Change<String>> parsed(PCollection<String> updates) {
    return updates.apply(
        MapElements.into(CHANGES)
            .via(
                update ->
                    Change.of(
                        update.substring(update.indexOf(' ') + 1),
                        Long.parseLong(update.substring(0, update.indexOf(' '))))));
  }

  /** A transform by what it does. */
  private abstract static class Words extends PTransform<PCollection<String>, PCollection<String>> {
    private static final long serialVersionUID = 1L;
  }

  private static final class ApplyParsed extends Words {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<String> expand(PCollection<String> input) {
      return parsed(input).apply("Apply", Changes.apply());
    }
  }

  private static final class RoundTrip extends Words {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<String> expand(PCollection<String> input) {
      return counts(input).apply("There", Changes.of()).apply("Back", Changes.apply());
    }
  }

  private static final class Counts extends Words {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<String> expand(PCollection<String> input) {
      return counts(input);
    }
  }

  private static PCollection<String> counts(PCollection<String> input) {
    return input
        .apply(WithTimestamps.of(word -> Instant.ofEpochMilli(word.length())))
        .apply(Window.into(FixedWindows.of(Duration.millis(2))))
        .apply(Count.perElement())
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(count -> count.getKey().charAt(0) + "=" + count.getValue()));
  }

  /** All words but those of an even length. */
  private static final class Difference extends Words {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<String> expand(PCollection<String> input) {
      PCollection<String> half = input.apply("Half", ParDo.of(new HalfFn()));
      PCollection<Change<String>> less =
          half.apply("Less", Changes.of()).apply(ParDo.of(new NegateFn()));
      return PCollectionList.of(input.apply("More", Changes.of()))
          .and(less)
          .apply(Flatten.pCollections())
          .apply("Rest", Changes.apply());
    }
  }

  private static final class HalfFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String word, OutputReceiver<String> out) {
      if (word.length() % 2 == 0) {
        out.output(word);
      }
    }
  }

  private static final class NegateFn extends DoFn<Change<String>, Change<String>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Change<String> change, OutputReceiver<Change<String>> out) {
      out.output(Change.of(change.value(), -change.diff()));
    }
  }

  /** Windows that merge, whose results have timestamps of elements. */
  private static final class OtherWindows extends Words {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<String> expand(PCollection<String> input) {
      return input
          .apply(WithTimestamps.of(update -> Instant.ofEpochMilli(update.charAt(0))))
          .apply(
              Window.<String>into(Sessions.withGapDuration(Duration.millis(100)))
                  .withTimestampCombiner(TimestampCombiner.EARLIEST))
          .apply(new ApplyParsed());
    }
  }

  private static List<String> randomWords(SplittableRandom random) {
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      words.add("abc".substring(0, random.nextInt(1, 4)));
    }
    return words;
  }

  /** After each epoch of a random history what has changed adds up to what DirectRunner makes. */
  private void checkLaw(long seed, boolean updates, Words changed, Words oracle) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Long> sums = new TreeMap<>();
    List<String> words = new ArrayList<>();
    for (int epoch = 1; epoch < 5; epoch++) {
      words = updates ? appended(words, random) : randomWords(random);
      Map<String, Long> expected = changes(direct(), words, oracle);
      assertThat(changes(batch(), words, changed)).isEqualTo(expected);

      changes(incremental("--parallelism=" + random.nextInt(1, 4)), words, changed)
          .forEach((row, diff) -> sums.merge(row, diff, Long::sum));
      sums.values().removeIf(sum -> sum == 0);
      assertThat(sums).as("seed %s, epoch %s", seed, epoch).isEqualTo(expected);
    }
  }

  /** Appends updates, none of which takes away what is not there. */
  private static List<String> appended(List<String> log, SplittableRandom random) {
    Map<String, Long> sums =
        log.stream()
            .map(update -> update.split(" "))
            .collect(
                Collectors.groupingBy(
                    update -> update[1],
                    TreeMap::new,
                    Collectors.summingLong(update -> Long.parseLong(update[0]))));
    List<String> all = new ArrayList<>(log);
    for (int i = random.nextInt(8); i > 0; i--) {
      String word = "abc".substring(0, random.nextInt(1, 4));
      long diff = random.nextLong(-sums.getOrDefault(word, 0L), 4);
      sums.merge(word, diff, Long::sum);
      all.add(diff + " " + word);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void apply_changesOfCollection_isTheCollection(long seed) {
    checkLaw(seed, false, new RoundTrip(), new Counts());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void apply_log_isWhatItAddsUpTo(long seed) {
    checkLaw(seed, true, new ApplyParsed(), new ApplyParsed());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void apply_changesLessThoseOfAnother_isTheDifference(long seed) {
    checkLaw(seed, false, new Difference(), new Difference());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void apply_sessions_haveWhatTheirChangesAddUpTo(long seed) {
    checkLaw(seed, true, new OtherWindows(), new OtherWindows());
  }

  private static Map<String, Long> counted(Pipeline pipeline, List<String> updates) {
    return changes(pipeline, updates, new CountApplied());
  }

  private static final class CountApplied extends Words {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<String> expand(PCollection<String> input) {
      return input
          .apply(new ApplyParsed())
          .apply(Count.globally())
          .apply(MapElements.into(TypeDescriptors.strings()).via(String::valueOf));
    }
  }

  @Test
  @Timeout(60)
  void apply_billionsOfAnElement_costNoMoreThanOne() {
    assertThat(counted(incremental(), List.of("7 a"))).containsValue(1L);
    assertThat(counted(incremental(), List.of("7 a", "5000000000 a")).keySet())
        .hasSize(2)
        .anyMatch(row -> row.startsWith("5000000007 "));
    assertThat(counted(incremental(), List.of("7 a", "5000000000 a", "-5000000006 a")).keySet())
        .hasSize(2)
        .anyMatch(row -> row.startsWith("1 "));
  }

  @Test
  void apply_lessThanNone_isRefusedWithTransformAndElement() {
    changes(incremental(), List.of("1 a"), new ApplyParsed());
    List<String> tooFew = List.of("1 a", "-2 a");

    for (Pipeline pipeline : List.of(incremental(), batch(), direct())) {
      assertThatThrownBy(() -> changes(pipeline, tooFew, new ApplyParsed()))
          .hasMessageContaining("add up to -1 of an element: a");
    }
    assertThatThrownBy(() -> changes(incremental(), tooFew, new ApplyParsed()))
        .hasMessageContaining("Apply");
    // Nothing was committed.
    assertThat(changes(incremental(), List.of("1 a", "1 a"), new ApplyParsed()).values())
        .containsExactly(1L);
  }

  @Test
  void of_readersThatLeadToApplyAndSinks_bothAreGivenChanges() {
    List<List<String>> epochs = List.of(List.of("a", "b"), List.of("b", "c"));
    List<List<String>> written = List.of(List.of("+a", "+b"), List.of("+c", "-a"));
    for (int i = 0; i < epochs.size(); i++) {
      Gathered<String> sink = new Gathered<>();
      Gathered<Map.Entry<String, Long>> applied = new Gathered<>();
      Pipeline pipeline = incremental();
      PCollection<Change<String>> changes =
          pipeline
              .apply(Create.of(epochs.get(i)).withCoder(StringUtf8Coder.of()))
              .apply("There", Changes.of());
      changes
          .apply(
              MapElements.into(TypeDescriptors.strings())
                  .via(change -> (change.isInsertion() ? "+" : "-") + change.value()))
          .apply(sink);
      changes
          .apply("Back", Changes.apply())
          .apply("Changes", Changes.of())
          .apply(ParDo.of(new ObserveFn(applied)));
      pipeline.run();

      assertThat(sink.elements()).containsExactlyInAnyOrderElementsOf(written.get(i));
      assertThat(
              summed(applied.elements()).entrySet().stream()
                  .map(row -> (row.getValue() > 0 ? "+" : "-") + row.getKey().charAt(0)))
          .containsExactlyInAnyOrderElementsOf(written.get(i));
    }
  }

  @Test
  void apply_elementsAreGone_keepsNothingOfThem() throws IOException {
    List<String> words = IntStream.range(0, 50).mapToObj(i -> (char) ('a' + i) + "x").toList();
    changes(incremental(), words, new RoundTrip());
    assertThat(kept()).isGreaterThanOrEqualTo(50);
    changes(incremental(), List.of(), new RoundTrip());

    assertThat(kept()).isZero();
  }

  /** Returns how many pairs are kept for {@link Changes#apply}. */
  private long kept() throws IOException {
    try (TraceStore store =
            TraceStore.open(
                new StateDirectory(state).trace(),
                new MemoryBudget(0),
                () -> {
                  throw new IllegalStateException("nothing is added");
                });
        Snapshot snapshot = store.snapshot()) {
      long pairs = 0;
      for (String arrangement : snapshot.arrangements()) {
        TraceReader reader = snapshot.reader(arrangement);
        while (arrangement.contains("Back") && reader.nextKey()) {
          while (reader.nextValue()) {
            pairs++;
          }
        }
      }
      return pairs;
    }
  }
}
