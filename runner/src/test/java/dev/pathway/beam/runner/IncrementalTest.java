// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.connectors.changes.Changes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SetCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IncrementalTest {
  @TempDir private Path state;

  private Pipeline pipeline(String... more) {
    String[] args = {"--runner=PathwayRunner", "--incremental", "--stateDir=" + state};
    String[] all = Stream.of(args, more).flatMap(Arrays::stream).toArray(String[]::new);
    return Pipeline.create(PipelineOptionsFactory.fromArgs(all).create());
  }

  private List<String> changedCounts(List<String> words) {
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline
        .apply(Create.of(words).withCoder(StringUtf8Coder.of()))
        .apply(Count.perElement())
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(count -> count.getKey() + "=" + count.getValue()))
        .apply(new ChangeTexts())
        .apply(changes);
    pipeline.run();
    return changes.elements().stream().sorted().toList();
  }

  @Test
  void run_wordsChange_onlyTheirCountsDo() {
    assertThat(changedCounts(List.of("a", "b", "a"))).containsExactly("+a=2", "+b=1");
    assertThat(changedCounts(List.of("a", "b", "a"))).isEmpty();
    assertThat(changedCounts(List.of("a", "c", "a", "a")))
        .containsExactly("+a=3", "+c=1", "-a=2", "-b=1");
    assertThat(changedCounts(List.of())).containsExactly("-a=3", "-c=1");
    assertThat(changedCounts(List.of("b"))).containsExactly("+b=1");
  }

  private List<String> changedKeys(List<KV<String, Integer>> pairs) {
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline
        .apply(Create.of(pairs).withCoder(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())))
        .apply(Count.perKey())
        .apply(Changes.of())
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(change -> (change.isInsertion() ? "+" : "-") + change.value().getKey()))
        .apply(changes);
    pipeline.run();
    return changes.elements().stream().sorted().toList();
  }

  @Test
  void run_createHasNoMoreElements_theyAreTakenBack() {
    assertThat(changedKeys(List.of(KV.of("a", 1), KV.of("b", 2)))).containsExactly("+a", "+b");
    assertThat(changedKeys(List.of())).containsExactly("-a", "-b");
    assertThat(changedKeys(List.of(KV.of("a", 1)))).containsExactly("+a");
  }

  @Test
  void run_changesAreGrouped_refusedWithNameOfTransform() {
    Pipeline pipeline = pipeline();
    pipeline
        .apply(Create.of("a").withCoder(StringUtf8Coder.of()))
        .apply(Changes.of())
        .apply("Count changes", Count.globally());

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Count changes")
        .hasMessageContaining("changes of an epoch");
  }

  /** Returns what a sink is given that reads a side input. */
  private List<String> seen(List<String> words, String suffix, String... more) {
    Gathered<String> seen = new Gathered<>();
    Pipeline pipeline = pipeline(more);
    PCollectionView<String> view =
        pipeline.apply("Suffix", Create.of(suffix)).apply(View.asSingleton());
    pipeline
        .apply(Create.of(words).withCoder(StringUtf8Coder.of()))
        .apply(Filter.by(word -> !word.isEmpty()))
        .apply(ParDo.of(new SeeFn(view, seen)).withSideInputs(view));
    pipeline.run();
    return seen.elements().stream().sorted().toList();
  }

  private static final class SeeFn extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<String> view;
    private final Gathered<String> seen;

    SeeFn(PCollectionView<String> view, Gathered<String> seen) {
      this.view = view;
      this.seen = seen;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      seen.add(context.element() + context.sideInput(view));
    }
  }

  @Test
  void run_sideInputOfSinkChanges_allRowsAreDeletedAndInserted() {
    assertThat(seen(List.of("a", "b"), "1")).containsExactly("a1", "b1");
    assertThat(seen(List.of("a", "b", "c"), "1")).containsExactly("c1");
    assertThatThrownBy(() -> seen(List.of("a", "b", "c"), "2"))
        .hasMessageContaining("no longer there, or not with the same side inputs")
        .hasMessageContaining("--onDeletion=IGNORE");
    assertThat(seen(List.of("a", "b", "c", "d"), "2", "--onDeletion=IGNORE"))
        .containsExactly("a2", "b2", "c2", "d2");
    assertThat(seen(List.of("a", "b", "c", "d"), "2")).isEmpty();
    assertThat(seen(List.of("a", "b"), "1", "--onDeletion=IGNORE")).containsExactly("a1", "b1");
  }

  private List<String> changedBatches(List<KV<String, Integer>> pairs) {
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline
        .apply(Create.of(pairs).withCoder(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())))
        .apply(
            GroupIntoBatches.<String, Integer>ofSize(2)
                .withMaxBufferingDuration(Duration.standardDays(1))
                .withShardedKey())
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(batch -> batch.getKey().getKey() + "=" + batch.getValue()))
        .apply(new ChangeTexts())
        .apply(changes);
    pipeline.run();
    return changes.elements().stream().sorted().toList();
  }

  @Test
  void run_timersOfProcessingTime_fireAtOnceAndTheSameEachTime() {
    List<KV<String, Integer>> pairs =
        List.of(KV.of("a", 1), KV.of("a", 2), KV.of("a", 3), KV.of("b", 1));

    assertThat(changedBatches(pairs)).containsExactly("+a=[1, 2]", "+a=[3]", "+b=[1]");
    assertThat(changedBatches(pairs.subList(0, 3))).containsExactly("-b=[1]");
    assertThat(changedBatches(pairs.subList(0, 2))).containsExactly("-a=[3]");
  }

  @Test
  void run_otherPipelineInTheSameStateDirectory_isRefused() {
    changedCounts(List.of("a"));
    Pipeline other = pipeline();
    other
        .apply(Create.of("a").withCoder(StringUtf8Coder.of()))
        .apply(Distinct.create())
        .apply(new Gathered<>());

    assertThatThrownBy(other::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--stateDir")
        .hasMessageContaining("Distinct");
    assertThat(changedCounts(List.of("a", "a"))).containsExactly("+a=2", "-a=1");
  }

  /** Its result is in the order of a set, which is another one once the set was encoded. */
  private static final class SetFn extends CombineFn<String, Set<String>, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public Set<String> createAccumulator() {
      return new HashSet<>();
    }

    @Override
    public Set<String> addInput(Set<String> all, String word) {
      all.add(word);
      return all;
    }

    @Override
    public Set<String> mergeAccumulators(Iterable<Set<String>> parts) {
      Set<String> all = new HashSet<>();
      parts.forEach(all::addAll);
      return all;
    }

    @Override
    public String extractOutput(Set<String> all) {
      return String.join(" ", all);
    }

    @Override
    public Coder<Set<String>> getAccumulatorCoder(CoderRegistry coders, Coder<String> words) {
      return SetCoder.of(words);
    }
  }

  private List<String> changedSets(List<String> words) {
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline
        .apply(Create.of(words).withCoder(StringUtf8Coder.of()))
        .apply(Combine.globally(new SetFn()))
        .apply(Distinct.create())
        .apply(Changes.of())
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(change -> (change.isInsertion() ? "+" : "-") + change.value()))
        .apply(changes);
    pipeline.run();
    return changes.elements().stream().sorted().toList();
  }

  @Test
  void run_accumulatorIsAnotherOnceItIsEncoded_resultsAreTakenBackAsTheyWere() {
    for (int size = 1; size < 40; size++) {
      List<String> words = IntStream.range(0, size).mapToObj(i -> "word" + i * 7919).toList();
      List<String> changes = changedSets(words);

      assertThat(changes).hasSize(size == 1 ? 1 : 2);
      assertThat(changes.get(0).substring(1).split(" ")).containsExactlyInAnyOrderElementsOf(words);
    }
  }
}
