// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import java.util.Arrays;
import java.util.Map;

/** The ranks of a graph's first edges by plain loops, and how many messages differ from before. */
final class PlainPageRank {
  private final Edges edges;
  private final int[] degrees = new int[Edges.VERTICES];
  private final boolean[] there = new boolean[Edges.VERTICES];
  private final long[][] flows;
  private long[] ranks = new long[Edges.VERTICES];
  private long[] next = new long[Edges.VERTICES];
  private int used;

  PlainPageRank(Edges edges) {
    this.edges = edges;
    int sources = Arrays.stream(edges.sources()).max().orElse(0) + 1;
    flows = new long[PageRankPipeline.STEPS][sources];
  }

  /**
   * Takes edges up to one into account; returns how many messages, one for each edge and step, are
   * new or carry another flow than before.
   */
  long advance(int end) {
    int before = used;
    for (; used < end; used++) {
      degrees[edges.sources()[used]]++;
      there[edges.sources()[used]] = true;
      there[edges.targets()[used]] = true;
    }
    long changed = 0;
    Arrays.fill(ranks, PageRankPipeline.FIRST_RANK);
    for (long[] flow : flows) {
      changed += step(flow, before);
    }
    return changed;
  }

  private long step(long[] flow, int before) {
    boolean[] changes = new boolean[flow.length];
    for (int source = 0; source < flow.length; source++) {
      if (degrees[source] > 0) {
        long now = PageRankPipeline.flow(ranks[source], degrees[source]);
        changes[source] = now != flow[source];
        flow[source] = now;
      }
    }
    Arrays.fill(next, PageRankPipeline.BASE_RANK);
    long changed = 0;
    for (int i = 0; i < used; i++) {
      int source = edges.sources()[i];
      next[edges.targets()[i]] += flow[source];
      changed += i >= before || changes[source] ? 1 : 0;
    }
    long[] swap = ranks;
    ranks = next;
    next = swap;
    return changed;
  }

  /** Returns whether the given ranks are those of all vertices that edges touch, and no others. */
  boolean agreesWith(Map<Long, Long> given) {
    int vertices = 0;
    for (int vertex = 0; vertex < Edges.VERTICES; vertex++) {
      if (there[vertex]) {
        vertices++;
        Long rank = given.get((long) vertex);
        if (rank == null || rank != ranks[vertex]) {
          return false;
        }
      }
    }
    return given.size() == vertices;
  }
}
