// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Five steps of PageRank in whole numbers: a vertex sends five sixths of its rank along its edges,
 * in equal parts, and a new rank is 1,000 and what came.
 */
final class PageRankPipeline {
  static final int STEPS = 5;
  static final long FIRST_RANK = 6000;
  static final long BASE_RANK = 1000;

  /** Ranks that were written last. A pipeline reaches it within its process, as a database. */
  private static final Map<Long, Long> RANKS = new ConcurrentHashMap<>();

  private PageRankPipeline() {}

  /** Returns what a vertex sends along each of its edges. */
  static long flow(long rank, int degree) {
    return rank * 5 / (degree * 6L);
  }

  /** Returns the ranks that pipelines of this process have written last. */
  static Map<Long, Long> ranks() {
    return RANKS;
  }

  /** Adds all steps to a pipeline, which reads all files of a folder. */
  static void build(Pipeline pipeline, Path folder) {
    PCollection<KV<Long, Long>> edges =
        pipeline
            .apply("Read", TextIO.read().from(folder.resolve("*").toString()))
            .apply("Parse", ParDo.of(new ParseFn()));
    PCollection<KV<Long, Long>> ranks =
        edges
            .apply("Ends", ParDo.of(new EndsFn()))
            .apply("Vertices", Distinct.create())
            .apply("FirstRank", ParDo.of(new FirstRankFn()));
    for (int step = 1; step <= STEPS; step++) {
      TupleTag<Long> target = new TupleTag<>("target");
      TupleTag<Long> rank = new TupleTag<>("rank");
      ranks =
          KeyedPCollectionTuple.of(target, edges)
              .and(rank, ranks)
              .apply("Join" + step, CoGroupByKey.create())
              .apply("Flow" + step, ParDo.of(new FlowFn(target, rank)))
              .apply("Rank" + step, Sum.longsPerKey());
    }
    ranks.apply("Write", ParDo.of(new WriteFn()));
  }

  private static final class ParseFn extends DoFn<String, KV<Long, Long>> {
    @ProcessElement
    public void process(@Element String line, OutputReceiver<KV<Long, Long>> output) {
      int comma = line.indexOf(',');
      output.output(
          KV.of(
              Long.parseLong(line, 0, comma, 10),
              Long.parseLong(line, comma + 1, line.length(), 10)));
    }
  }

  private static final class EndsFn extends DoFn<KV<Long, Long>, Long> {
    @ProcessElement
    public void process(@Element KV<Long, Long> edge, OutputReceiver<Long> output) {
      output.output(edge.getKey());
      output.output(edge.getValue());
    }
  }

  private static final class FirstRankFn extends DoFn<Long, KV<Long, Long>> {
    @ProcessElement
    public void process(@Element Long vertex, OutputReceiver<KV<Long, Long>> output) {
      output.output(KV.of(vertex, FIRST_RANK));
    }
  }

  private static final class FlowFn extends DoFn<KV<Long, CoGbkResult>, KV<Long, Long>> {
    private final TupleTag<Long> target;
    private final TupleTag<Long> rank;

    FlowFn(TupleTag<Long> target, TupleTag<Long> rank) {
      this.target = target;
      this.rank = rank;
    }

    @ProcessElement
    public void process(
        @Element KV<Long, CoGbkResult> vertex, OutputReceiver<KV<Long, Long>> output) {
      output.output(KV.of(vertex.getKey(), BASE_RANK));
      Iterable<Long> targets = vertex.getValue().getAll(target);
      int degree = 0;
      for (Iterator<Long> each = targets.iterator(); each.hasNext(); each.next()) {
        degree++;
      }
      if (degree > 0) {
        long flow = flow(vertex.getValue().getOnly(rank), degree);
        for (Long each : targets) {
          output.output(KV.of(each, flow));
        }
      }
    }
  }

  private static final class WriteFn extends DoFn<KV<Long, Long>, Void> {
    @ProcessElement
    public void process(@Element KV<Long, Long> rank) {
      RANKS.put(rank.getKey(), rank.getValue());
    }
  }
}
