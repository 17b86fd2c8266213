// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.plain.NumberSource;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Split;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several pools of one source, as members have them. */
final class SharedSplitsTest {
  private static final int SPLITS = 50;

  /** A board without a cluster. */
  private static final class PlainBoard implements SplitBoard {
    private final CompletableFuture<List<?>> listed = new CompletableFuture<>();
    private final Map<String, AtomicInteger> claims = new ConcurrentHashMap<>();

    @Override
    public void publish(String sourceId, List<? extends Serializable> splits) {
      listed.complete(splits);
    }

    @Override
    public List<?> await(String sourceId) throws InterruptedException {
      try {
        return listed.get();
      } catch (ExecutionException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public int claim(String sourceId) {
      return claims.computeIfAbsent(sourceId, id -> new AtomicInteger()).getAndIncrement();
    }
  }

  @Test
  void take_poolsOfThreeMembers_giveEachSplitOnce() throws Exception {
    JobContext job = TestJob.withoutSpill(JobSettings.batch(1), 1);
    PlainBoard board = new PlainBoard();
    NumberSource source = new NumberSource(1_000, SPLITS);
    ExecutorService members = Executors.newFixedThreadPool(3);
    List<Future<List<Split>>> taken = new ArrayList<>();
    try {
      for (int member = 2; member >= 0; member--) {
        boolean lists = member == 0;
        taken.add(
            members.submit(
                () ->
                    all(new SplitPool(source, job, 3, new SharedSplits("source", board, lists)))));
      }
      List<Split> all = new ArrayList<>();
      for (Future<List<Split>> each : taken) {
        all.addAll(each.get());
      }

      assertThat(all).hasSize(SPLITS).doesNotHaveDuplicates();
    } finally {
      members.shutdownNow();
    }
  }

  private static List<Split> all(SplitPool pool) throws Exception {
    List<Split> all = new ArrayList<>();
    for (Split split = pool.take(); split != null; split = pool.take()) {
      all.add(split);
      pool.finished();
    }
    return all;
  }
}
