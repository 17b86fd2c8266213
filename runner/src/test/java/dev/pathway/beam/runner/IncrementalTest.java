// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IncrementalTest {
  @TempDir private Path state;

  private Pipeline pipeline(String... more) {
    String[] args = {"--runner=PathwayRunner", "--incremental", "--stateDir=" + state};
    String[] all =
        java.util.stream.Stream.of(args, more)
            .flatMap(java.util.Arrays::stream)
            .toArray(String[]::new);
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
        .apply(Changes.of())
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(
                    (Change<String> change) -> (change.isInsertion() ? "+" : "-") + change.value()))
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
}
