// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageRankPipelineTest {
  private static final int EDGES = 500;

  @TempDir private Path folder;

  @Test
  void build_edges_writesTheRanksOfPlainLoops() throws IOException {
    Edges edges = Edges.first(EDGES);
    edges.write(folder.resolve("edges.txt"), 0, EDGES);
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
    PageRankPipeline.build(pipeline, folder);

    PageRankPipeline.ranks().clear();
    pipeline.run().waitUntilFinish();

    PlainPageRank plain = new PlainPageRank(edges);
    plain.advance(EDGES);
    assertThat(plain.agreesWith(PageRankPipeline.ranks())).isTrue();
    Map<Long, Long> wrong = new HashMap<>(PageRankPipeline.ranks());
    wrong.merge((long) edges.targets()[0], 1L, Long::sum);
    assertThat(plain.agreesWith(wrong)).isFalse();
  }

  @Test
  void advance_nothingNew_changesNoMessage() {
    PlainPageRank plain = new PlainPageRank(Edges.first(EDGES));

    long first = plain.advance(EDGES);

    assertThat(first).isEqualTo((long) EDGES * PageRankPipeline.STEPS);
    assertThat(plain.advance(EDGES)).isZero();
  }

  @Test
  void shuffled_edges_areTheSameInAnotherOrder() {
    Edges edges = Edges.first(EDGES);
    Edges shuffled = edges.shuffled();

    assertThat(shuffled.sources()).isNotEqualTo(edges.sources());
    assertThat(shuffled.sources()).containsExactlyInAnyOrder(edges.sources());
    assertThat(edges.sources()).isSorted();
  }
}
