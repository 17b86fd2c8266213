// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.annotations.Deterministic;
import dev.pathway.beam.annotations.NonDeterministic;
import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Keys;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that make something else of an element each time. */
final class DeterminismTest {
  private static final AtomicLong COUNTER = new AtomicLong();

  @TempDir private Path state;

  private abstract static class WordFn extends DoFn<String, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    abstract long of(String word);

    @ProcessElement
    public void process(@Element String word, OutputReceiver<KV<String, Long>> out) {
      out.output(KV.of("all", of(word)));
    }
  }

  /** Of few numbers, so that another row may have put out the one that is taken back. */
  private static final class RandomFn extends WordFn {
    private static final long serialVersionUID = 1L;

    @Override
    long of(String word) {
      return ThreadLocalRandom.current().nextInt(20);
    }
  }

  private static final class ClockFn extends WordFn {
    private static final long serialVersionUID = 1L;

    @Override
    long of(String word) {
      return System.nanoTime();
    }
  }

  private static final class CounterFn extends WordFn {
    private static final long serialVersionUID = 1L;

    @Override
    long of(String word) {
      return COUNTER.incrementAndGet();
    }
  }

  private static final class IdentityFn extends WordFn {
    private static final long serialVersionUID = 1L;

    @Override
    long of(String word) {
      Map<Object, Long> byIdentity = new HashMap<>();
      for (long i = 0; i < 20; i++) {
        byIdentity.put(new Object(), i);
      }
      return new ArrayList<>(byIdentity.values()).hashCode();
    }
  }

  /** Many outputs in another order each time, which nobody can tell. */
  private static final class ShuffledFn extends DoFn<String, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String word, OutputReceiver<KV<String, Long>> out) {
      Map<Object, Long> byIdentity = new HashMap<>();
      for (long i = 0; i < 20; i++) {
        byIdentity.put(new Object(), i);
      }
      byIdentity.values().forEach(number -> out.output(KV.of(word, number)));
    }
  }

  @NonDeterministic
  private static final class RememberedFn extends WordFn {
    private static final long serialVersionUID = 1L;

    @Override
    long of(String word) {
      return COUNTER.incrementAndGet();
    }
  }

  @Deterministic
  private static final class TrustedFn extends WordFn {
    private static final long serialVersionUID = 1L;

    @Override
    long of(String word) {
      return word.length();
    }
  }

  private static final class CheckedFn extends WordFn {
    private static final long serialVersionUID = 1L;

    @Override
    long of(String word) {
      return word.length();
    }
  }

  @NonDeterministic
  private static final class RememberedMapFn extends SimpleFunction<String, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    @Override
    public KV<String, Long> apply(String word) {
      return KV.of("all", COUNTER.incrementAndGet());
    }
  }

  @Deterministic
  private static final class TrustedMapFn extends SimpleFunction<String, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    @Override
    public KV<String, Long> apply(String word) {
      return KV.of("all", 1L);
    }
  }

  private abstract static class LastFn extends CombineFn<Long, Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long createAccumulator() {
      return 0L;
    }

    @Override
    public Long addInput(Long sum, Long input) {
      return sum + input;
    }

    @Override
    public Long mergeAccumulators(Iterable<Long> sums) {
      long sum = 0;
      for (Long each : sums) {
        sum += each;
      }
      return sum;
    }

    @Override
    public Long extractOutput(Long sum) {
      return COUNTER.incrementAndGet();
    }
  }

  private static final class CountedSumFn extends LastFn {
    private static final long serialVersionUID = 1L;
  }

  @NonDeterministic
  private static final class RememberedSumFn extends LastFn {
    private static final long serialVersionUID = 1L;
  }

  private Pipeline pipeline(String... more) {
    String[] args = {"--incremental", "--stateDir=" + state};
    return Pipelines.create(Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new));
  }

  /** Returns the words behind a grouping, so that what follows is not run on all in each epoch. */
  private static PCollection<String> words(Pipeline pipeline, List<String> words) {
    return pipeline
        .apply(Create.of(words).withCoder(StringUtf8Coder.of()))
        .apply("Words", Distinct.create());
  }

  /** Runs the pipeline on words, and returns the changes of the results. */
  private List<Long> run(
      List<String> words, PTransform<PCollection<String>, PCollection<Long>> transform) {
    Gathered<Long> changes = new Gathered<>();
    Pipeline pipeline = pipeline();
    words(pipeline, words)
        .apply(transform)
        .apply(Changes.of())
        .apply(
            MapElements.into(TypeDescriptors.longs())
                .via((Change<Long> change) -> change.diff() * change.value()))
        .apply(changes);
    pipeline.run();
    return changes.elements().stream().sorted().toList();
  }

  private static PTransform<PCollection<String>, PCollection<Long>> sums(
      PTransform<PCollection<? extends String>, PCollection<KV<String, Long>>> keyed) {
    return new PTransform<>() {
      private static final long serialVersionUID = 1L;

      @Override
      public PCollection<Long> expand(PCollection<String> words) {
        return words
            .apply("Keyed", keyed)
            .apply("Sums", Sum.longsPerKey())
            .apply(MapElements.into(TypeDescriptors.longs()).via(KV::getValue));
      }
    };
  }

  private static final List<String> BEFORE =
      Stream.iterate(0, i -> i + 1).limit(50).map(i -> "word" + i).toList();
  private static final List<String> AFTER = BEFORE.subList(0, 40);

  static Stream<DoFn<String, KV<String, Long>>> unlikeFns() {
    return Stream.of(new RandomFn(), new ClockFn(), new CounterFn(), new IdentityFn());
  }

  @ParameterizedTest
  @MethodSource("unlikeFns")
  void run_outputsDifferWhenTakenBack_failsWithTransformElementAndWayOut(
      DoFn<String, KV<String, Long>> fn) {
    run(BEFORE, sums(ParDo.of(fn)));

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> run(AFTER, sums(ParDo.of(fn))))
          .hasMessageContaining("Keyed")
          .hasMessageContaining("word4")
          .hasMessageContaining("@NonDeterministic")
          .hasMessageContaining("--fullRecompute");
    }
    // Nothing was committed: the input of the first epoch is still the one that is known.
    assertThat(run(BEFORE, sums(ParDo.of(fn)))).isEmpty();
  }

  /** The lines of a file come and go together, and so do what is known of their outputs. */
  @Test
  void run_outputsOfLinesDifferWhenTheirFileIsGone_failsWithTransformFileAndWayOut(
      @TempDir Path input) throws IOException {
    Path stays = Files.write(input.resolve("stays.txt"), BEFORE);
    Path goes = Files.write(input.resolve("goes.txt"), AFTER);
    Stream.of(stays, goes).forEach(DeterminismTest::settle);
    lines(input, ParDo.of(new CounterFn()));
    Files.delete(goes);

    assertThatThrownBy(() -> lines(input, ParDo.of(new CounterFn())))
        .hasMessageContaining("Keyed")
        .hasMessageContaining("goes.txt")
        .hasMessageContaining("@NonDeterministic");

    reset();
    Files.write(goes, AFTER);
    settle(goes);
    assertThat(lines(input, ParDo.of(new CheckedFn()))).hasSize(1);
    Files.delete(goes);
    assertThat(lines(input, ParDo.of(new CheckedFn()))).hasSize(2);
  }

  /** Has a file look as if it had not been touched for some time. */
  private static void settle(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the pipeline on the lines of files, and returns the changes of the results. */
  private List<Long> lines(
      Path input, PTransform<PCollection<? extends String>, PCollection<KV<String, Long>>> keyed) {
    Gathered<Long> changes = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline
        .apply(TextIO.read().from(input.resolve("*.txt").toString()))
        .apply(sums(keyed))
        .apply(Changes.of())
        .apply(
            MapElements.into(TypeDescriptors.longs())
                .via((Change<Long> change) -> change.diff() * change.value()))
        .apply(changes);
    pipeline.run();
    return changes.elements();
  }

  /** Runs a function on the keys of groups, in the stage behind them. */
  private static PTransform<PCollection<? extends String>, PCollection<KV<String, Long>>> ofGroups(
      DoFn<String, KV<String, Long>> fn) {
    return new PTransform<>() {
      private static final long serialVersionUID = 1L;

      @Override
      public PCollection<KV<String, Long>> expand(PCollection<? extends String> words) {
        return words
            .apply(
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()))
                    .via(word -> KV.of(word, 1L)))
            .apply(GroupByKey.create())
            .apply(Keys.create())
            .apply("OfGroup", ParDo.of(fn));
      }
    };
  }

  @ParameterizedTest
  @MethodSource("unlikeFns")
  void run_outputsOfGroupsDifferWhenTakenBack_failsWithTransformKeyAndWayOut(
      DoFn<String, KV<String, Long>> fn) {
    run(BEFORE, sums(ofGroups(fn)));

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> run(AFTER, sums(ofGroups(fn))))
          .hasMessageContaining("OfGroup")
          .hasMessageContaining("word4")
          .hasMessageContaining("@NonDeterministic")
          .hasMessageContaining("--fullRecompute");
    }
    assertThat(run(BEFORE, sums(ofGroups(fn)))).isEmpty();
  }

  @Test
  void run_sameOutputsOfGroups_areTakenBackEachTime() {
    List<String> twice = Stream.concat(BEFORE.stream(), BEFORE.stream()).toList();

    assertThat(run(BEFORE, sums(ofGroups(new CheckedFn())))).hasSize(1);
    assertThat(run(AFTER, sums(ofGroups(new CheckedFn())))).hasSize(2);
    assertThat(run(twice, sums(ofGroups(new CheckedFn())))).hasSize(2);
    assertThat(run(List.of(), sums(ofGroups(new CheckedFn())))).hasSize(1);
  }

  private static final class ConfiguredFn extends WordFn {
    private static final long serialVersionUID = 1L;

    private final long factor;

    ConfiguredFn(long factor) {
      this.factor = factor;
    }

    @Override
    long of(String word) {
      return factor * word.length();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void run_otherFunctionAndBack_whatTheFirstHasMadeSinceIsTakenBack(boolean groups) {
    LongFunction<PTransform<PCollection<String>, PCollection<Long>>> steps =
        factor ->
            sums(groups ? ofGroups(new ConfiguredFn(factor)) : ParDo.of(new ConfiguredFn(factor)));
    List<String> twice = Stream.concat(BEFORE.stream(), AFTER.stream()).toList();

    run(BEFORE, steps.apply(1));
    run(AFTER, steps.apply(2));
    run(twice, steps.apply(3));
    run(BEFORE, steps.apply(1));
    run(AFTER, steps.apply(1));
    assertThat(run(List.of(), steps.apply(1))).hasSize(1);
  }

  private static final class PrefixFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final String prefix;

    PrefixFn(String prefix) {
      this.prefix = prefix;
    }

    @ProcessElement
    public void process(@Element String word, OutputReceiver<String> out) {
      out.output(prefix + word);
    }
  }

  /** Configured steps before those under test, behind a comparison, a grouping or a sum. */
  private enum Behind {
    ROWS {
      @Override
      PTransform<PCollection<String>, PCollection<Long>> sums(
          String prefix, DoFn<String, KV<String, Long>> fn) {
        return then(words -> words, prefix, DeterminismTest.sums(ParDo.of(fn)));
      }
    },
    GROUPS {
      @Override
      PTransform<PCollection<String>, PCollection<Long>> sums(
          String prefix, DoFn<String, KV<String, Long>> fn) {
        return then(words -> words.apply(grouped()), prefix, DeterminismTest.sums(ParDo.of(fn)));
      }
    },
    SUMS {
      @Override
      PTransform<PCollection<String>, PCollection<Long>> sums(
          String prefix, DoFn<String, KV<String, Long>> fn) {
        return then(
            words -> words.apply(Count.perElement()).apply(Keys.create()),
            prefix,
            DeterminismTest.sums(ParDo.of(fn)));
      }
    },
    TWO {
      @Override
      PTransform<PCollection<String>, PCollection<Long>> sums(
          String prefix, DoFn<String, KV<String, Long>> fn) {
        return then(
            words ->
                PCollectionList.of(words.apply("GroupedOnce", grouped()))
                    .and(words.apply("GroupedTwice", grouped()))
                    .apply(Flatten.pCollections()),
            prefix,
            DeterminismTest.sums(ParDo.of(fn)));
      }
    };

    abstract PTransform<PCollection<String>, PCollection<Long>> sums(
        String prefix, DoFn<String, KV<String, Long>> fn);

    private static PTransform<PCollection<String>, PCollection<String>> grouped() {
      return new PTransform<>() {
        private static final long serialVersionUID = 1L;

        @Override
        public PCollection<String> expand(PCollection<String> words) {
          return words
              .apply(
                  WithKeys.<String, String>of(word -> word).withKeyType(TypeDescriptors.strings()))
              .apply(GroupByKey.create())
              .apply(Keys.create());
        }
      };
    }

    private static PTransform<PCollection<String>, PCollection<Long>> then(
        Function<PCollection<String>, PCollection<String>> first,
        String prefix,
        PTransform<PCollection<String>, PCollection<Long>> last) {
      return new PTransform<>() {
        private static final long serialVersionUID = 1L;

        @Override
        public PCollection<Long> expand(PCollection<String> words) {
          return first.apply(words).apply("Prefix", ParDo.of(new PrefixFn(prefix))).apply(last);
        }
      };
    }
  }

  static Stream<Arguments> unlikeFnsBehind() {
    return Stream.of(Behind.values())
        .flatMap(behind -> unlikeFns().map(fn -> Arguments.of(behind, fn)));
  }

  /** What is computed anew for a changed step is known when it is taken back later. */
  @ParameterizedTest
  @MethodSource("unlikeFnsBehind")
  void run_outputsMadeAfterAChangeDifferWhenTakenBack_fails(
      Behind behind, DoFn<String, KV<String, Long>> fn) {
    run(BEFORE, behind.sums("a", fn));
    // With and without changes of the input in the same run.
    for (List<String> words : List.of(BEFORE, BEFORE.subList(0, 45))) {
      String prefix = "p" + words.size();
      run(words, behind.sums(prefix, fn));

      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> run(AFTER, behind.sums(prefix, fn)))
            .hasMessageContaining("Keyed")
            .hasMessageContaining("word4")
            .hasMessageContaining("@NonDeterministic")
            .hasMessageContaining("--fullRecompute");
      }
      assertThat(run(words, behind.sums(prefix, fn))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Behind.class)
  void run_sameOutputsMadeAfterAChange_areTakenBack(Behind behind) {
    run(BEFORE, behind.sums("a", new CheckedFn()));
    long sum = -run(AFTER, behind.sums("bb", new CheckedFn())).get(0);
    assertThat(sum).isPositive();
    assertThat(run(BEFORE, behind.sums("bb", new CheckedFn()))).hasSize(2);
    assertThat(run(AFTER, behind.sums("a", new CheckedFn()))).hasSize(2);
    assertThat(run(BEFORE, behind.sums("a", new CheckedFn()))).hasSize(2);
    assertThat(run(List.of(), behind.sums("a", new CheckedFn()))).hasSize(1).allMatch(x -> x < 0);
  }

  /** Runs two branches behind a function of the time of the run, the second with a factor. */
  private void runBranches(List<String> words, Behind behind, long run, long factor) {
    RUN.set(run);
    Pipeline pipeline = pipeline();
    PCollection<KV<String, Long>> numbers =
        words(pipeline, words)
            .apply(behind == Behind.GROUPS ? Behind.grouped() : ParDo.of(new PrefixFn("")))
            .apply("OfRun", ParDo.of(new RunFn()));
    numbers
        .apply("First", Sum.longsPerKey())
        .apply(Changes.of())
        .apply("Of First", new Gathered<>());
    numbers
        .apply("Second", ParDo.of(new TimesFn(factor)))
        .apply("Sums", Sum.longsPerKey())
        .apply(Changes.of())
        .apply("Of Second", new Gathered<>());
    pipeline.run();
  }

  private static final AtomicLong RUN = new AtomicLong();

  private static final class RunFn extends WordFn {
    private static final long serialVersionUID = 1L;

    @Override
    long of(String word) {
      return RUN.get();
    }
  }

  private static final class TimesFn extends DoFn<KV<String, Long>, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    private final long factor;

    TimesFn(long factor) {
      this.factor = factor;
    }

    @ProcessElement
    public void process(@Element KV<String, Long> number, OutputReceiver<KV<String, Long>> out) {
      out.output(KV.of(number.getKey(), factor * number.getValue()));
    }
  }

  /** A branch that is not computed anew keeps what is known of it. */
  @ParameterizedTest
  @EnumSource(
      value = Behind.class,
      names = {"ROWS", "GROUPS"})
  void run_oneOfTwoBranchesIsComputedAnew_bothAreStillChecked(Behind behind) {
    runBranches(BEFORE, behind, 1, 1);
    runBranches(BEFORE, behind, 2, 2);

    // What the first branch has seen is of the first run, and the second of the second.
    for (long run : new long[] {1, 2, 3}) {
      assertThatThrownBy(() -> runBranches(AFTER, behind, run, 2))
          .hasMessageContaining("OfRun")
          .hasMessageContaining("taken back");
    }
  }

  /** Runs a branch behind a function of the time of the run, and maybe another one. */
  private void runBranch(Behind behind, long run, boolean another) {
    RUN.set(run);
    Pipeline pipeline = pipeline("--onPipelineChange=RECOMPUTE");
    PCollection<KV<String, Long>> numbers =
        words(pipeline, BEFORE)
            .apply(behind == Behind.GROUPS ? Behind.grouped() : ParDo.of(new PrefixFn("")))
            .apply("OfRun", ParDo.of(new RunFn()));
    numbers
        .apply("First", Sum.longsPerKey())
        .apply(Changes.of())
        .apply("Of First", new Gathered<>());
    if (another) {
      numbers
          .apply("Second", Max.longsPerKey())
          .apply(Changes.of())
          .apply("Of Second", new Gathered<>());
    }
    pipeline.run();
  }

  @ParameterizedTest
  @EnumSource(
      value = Behind.class,
      names = {"ROWS", "GROUPS"})
  void run_newBranchIsGivenSomethingElseThanTheOneBefore_fails(Behind behind) {
    runBranch(behind, 1, false);

    assertThatThrownBy(() -> runBranch(behind, 2, true))
        .hasMessageContaining("OfRun")
        .hasMessageContaining("made again");
    runBranch(behind, 1, true);
  }

  /** Returns the results of a second branch behind sums, if there is one. */
  private List<String> runBehindCounts(List<String> words, boolean another) {
    Gathered<String> results = new Gathered<>();
    Pipeline pipeline = pipeline("--onPipelineChange=RECOMPUTE", "--onDeletion=IGNORE");
    PCollection<String> texts =
        pipeline
            .apply(Create.of(words).withCoder(StringUtf8Coder.of()))
            .apply(Count.perElement())
            .apply(
                "Text",
                MapElements.into(TypeDescriptors.strings())
                    .via(count -> count.getKey() + "=" + count.getValue()));
    texts.apply("First", Distinct.create());
    if (another) {
      texts.apply("Second", Distinct.create()).apply(results);
    }
    pipeline.run();
    return results.elements();
  }

  /** What changes in the run in which a branch is new need not be what it was. */
  @Test
  void run_newBranchWhereResultsChange_isGivenThoseThatThereAre() {
    runBehindCounts(List.of("a", "a", "b", "c"), false);

    assertThat(runBehindCounts(List.of("a", "b", "b", "d"), true))
        .containsExactlyInAnyOrder("a=1", "b=2", "d=1");
    assertThat(runBehindCounts(List.of("a", "b", "d", "d"), true))
        .containsExactlyInAnyOrder("b=1", "d=2");
  }

  private static final class FactorSumFn extends LastFn {
    private static final long serialVersionUID = 1L;

    private final long factor;

    FactorSumFn(long factor) {
      this.factor = factor;
    }

    @Override
    public Long extractOutput(Long sum) {
      return factor * sum;
    }
  }

  private void runAggregated(List<String> words, Behind behind, long run, long factor) {
    RUN.set(run);
    Pipeline pipeline = pipeline();
    words(pipeline, words)
        .apply(behind == Behind.GROUPS ? Behind.grouped() : ParDo.of(new PrefixFn("")))
        .apply("OfRun", ParDo.of(new RunFn()))
        .apply("Sums", Combine.perKey(new FactorSumFn(factor)))
        .apply(Changes.of())
        .apply(new Gathered<>());
    pipeline.run();
  }

  /** A function all of whose outputs are computed anew may make other ones of them. */
  @ParameterizedTest
  @EnumSource(
      value = Behind.class,
      names = {"ROWS", "GROUPS"})
  void run_onlyWhatIsBehindIsConfiguredInAnotherWay_whatIsMadeThenIsKnown(Behind behind) {
    List<String> between = BEFORE.subList(5, 50);
    runAggregated(BEFORE, behind, 1, 1);
    runAggregated(between, behind, 2, 2);

    assertThatThrownBy(() -> runAggregated(AFTER.subList(5, 40), behind, 1, 2))
        .hasMessageContaining("OfRun")
        .hasMessageContaining("taken back");
    runAggregated(List.of("word0"), behind, 2, 2);
  }

  @Test
  void run_sameOutputsInAnotherOrder_areTakenBack() {
    run(BEFORE, sums(ParDo.of(new ShuffledFn())));

    assertThat(run(AFTER, sums(ParDo.of(new ShuffledFn())))).hasSize(10).containsOnly(-190L);
  }

  @Test
  void run_annotatedAsNonDeterministic_outputsAreRemembered() {
    for (PTransform<PCollection<? extends String>, PCollection<KV<String, Long>>> each :
        List.of(ParDo.of(new RememberedFn()), MapElements.via(new RememberedMapFn()))) {
      COUNTER.set(0);
      assertThat(run(BEFORE, sums(each))).containsExactly(50 * 51 / 2L);
      List<Long> changed = run(AFTER, sums(each));
      assertThat(changed).hasSize(2).contains(-50 * 51 / 2L);
      // Those that are left have the numbers they had.
      assertThat(COUNTER).hasValue(50);
      assertThat(run(List.of(), sums(each))).containsExactly(-changed.get(1));
      reset();
    }
  }

  private void reset() {
    state = state.resolve("next");
  }

  private static PTransform<PCollection<String>, PCollection<Long>> combined(LastFn fn) {
    return new PTransform<>() {
      private static final long serialVersionUID = 1L;

      @Override
      public PCollection<Long> expand(PCollection<String> words) {
        return words
            .apply(
                WithKeys.<Integer, String>of(String::length)
                    .withKeyType(TypeDescriptors.integers()))
            .apply(
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.integers(), TypeDescriptors.longs()))
                    .via(kv -> KV.of(kv.getKey(), 1L)))
            .apply("Totals", Combine.perKey(fn))
            .apply(MapElements.into(TypeDescriptors.longs()).via(KV::getValue));
      }
    };
  }

  @Test
  void run_combineFnExtractsOtherResults_failsUnlessAnnotated() {
    run(BEFORE, combined(new CountedSumFn()));
    assertThatThrownBy(() -> run(AFTER, combined(new CountedSumFn())))
        .hasMessageContaining("Totals")
        .hasMessageContaining("@NonDeterministic");

    reset();
    List<Long> first = run(BEFORE, combined(new RememberedSumFn()));
    assertThat(first).hasSize(2);
    assertThat(run(AFTER, combined(new RememberedSumFn()))).hasSize(2);
  }

  @Test
  void run_groupIsHandledOtherwiseWhenTakenBack_fails() {
    assertThatCode(() -> grouped(BEFORE)).doesNotThrowAnyException();
    assertThatThrownBy(() -> grouped(AFTER))
        .hasMessageContaining("Number")
        .hasMessageContaining("such as of 6");
  }

  private void grouped(List<String> words) {
    Pipeline pipeline = pipeline();
    words(pipeline, words)
        .apply(WithKeys.<Integer, String>of(String::length).withKeyType(TypeDescriptors.integers()))
        .apply(GroupByKey.create())
        .apply(
            "Number", MapElements.into(TypeDescriptors.longs()).via(x -> COUNTER.incrementAndGet()))
        .apply(Reshuffle.viaRandomKey())
        .apply(Filter.by(number -> number > 0))
        .apply(Distinct.create());
    pipeline.run();
  }

  private String explained(
      PTransform<PCollection<? extends String>, PCollection<KV<String, Long>>> transform) {
    Pipeline pipeline = pipeline("--explain");
    words(pipeline, BEFORE)
        .apply(transform)
        .setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()))
        .apply(GroupByKey.create());
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      pipeline.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void explain_stages_sayWhatIsDoneAboutDeterminism() {
    assertThat(explained(ParDo.of(new CheckedFn()))).contains("outputs checked");
    assertThat(explained(ParDo.of(new RememberedFn()))).contains("what became of them");
    assertThat(explained(ParDo.of(new TrustedFn()))).doesNotContain("what became of them");
    assertThat(explained(MapElements.via(new TrustedMapFn()))).doesNotContain("what became");
  }
}
