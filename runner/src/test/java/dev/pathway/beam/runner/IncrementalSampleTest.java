// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Sample;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample that changes takes back the elements that it was of. */
final class IncrementalSampleTest {
  private static final int SIZE = 3;

  @TempDir private Path state;

  private final List<Integer> sample = new ArrayList<>();

  private void run(
      PTransform<? super PCollection<Integer>, PCollection<Iterable<Integer>>> sampling,
      IntStream input) {
    Gathered<Change<Integer>> changes = new Gathered<>();
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=PathwayRunner", "--incremental", "--stateDir=" + state)
                .create());
    pipeline
        .apply(Create.of(input.boxed().toList()).withCoder(VarIntCoder.of()))
        .apply(sampling)
        .apply(Flatten.iterables())
        .setCoder(VarIntCoder.of())
        .apply(MapElements.into(TypeDescriptors.integers()).via(element -> element))
        .apply(Changes.of())
        .apply(changes);
    pipeline.run();
    for (Change<Integer> change : changes.elements()) {
      if (change.isInsertion()) {
        sample.add(change.value());
      }
    }
    for (Change<Integer> change : changes.elements()) {
      if (!change.isInsertion()) {
        assertThat(sample.remove(change.value())).as("%s was there", change).isTrue();
      }
    }
  }

  private void runAll(
      PTransform<? super PCollection<Integer>, PCollection<Iterable<Integer>>> sampling) {
    run(sampling, IntStream.range(0, 100));
    assertThat(sample).hasSize(SIZE).doesNotHaveDuplicates().allMatch(each -> each < 100);
    run(sampling, IntStream.range(50, 150));
    assertThat(sample).hasSize(SIZE).doesNotHaveDuplicates().allMatch(each -> each >= 50);
    run(sampling, IntStream.range(60, 62));
    assertThat(sample).containsExactlyInAnyOrder(60, 61);
    run(sampling, IntStream.empty());
    assertThat(sample).isEmpty();
  }

  @Test
  void run_inputOfSampleChanges_oldSampleIsTakenBack() {
    runAll(Sample.fixedSizeGlobally(SIZE));
  }

  @Test
  void run_inputOfSampleByKeyChanges_oldSampleIsTakenBack() {
    runAll(
        PTransform.compose(
            (PCollection<Integer> input) ->
                input
                    .apply(WithKeys.of("all"))
                    .apply(Sample.fixedSizePerKey(SIZE))
                    .apply(Values.create())));
  }

  @Test
  void run_inputOfSampleWithFanoutChanges_oldSampleIsTakenBack() {
    runAll(Combine.globally(Sample.<Integer>combineFn(SIZE)).withFanout(2));
  }
}
