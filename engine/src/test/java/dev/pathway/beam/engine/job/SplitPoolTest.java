// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SplitPoolTest {
  private static final Split A = job -> unopened();
  private static final Split B = job -> unopened();

  private final ExecutorService readers = Executors.newCachedThreadPool();
  private final Job job = TestJob.withoutSpill(JobSettings.batch(3), 0);

  private static SplitReader unopened() {
    throw new IllegalStateException("never opened");
  }

  @AfterEach
  void end() {
    readers.shutdownNow();
  }

  private SplitPool pool(SourceSpec source) {
    return job.splits("source", source);
  }

  private SplitPool pool(Split... splits) {
    return pool((given, workers) -> List.of(splits));
  }

  private Future<@Nullable Split> takeElsewhere(SplitPool pool) {
    Callable<@Nullable Split> take = pool::take;
    return readers.submit(take);
  }

  /** Returns a pool whose only split is being read. */
  private SplitPool poolBeingRead() throws Exception {
    SplitPool pool = pool(A);
    assertThat(pool.take()).isSameAs(A);
    return pool;
  }

  /** Takes from a pool, in another thread, what nobody has given away yet. */
  private Future<@Nullable Split> waitFor(SplitPool pool) {
    Future<@Nullable Split> waiting = takeElsewhere(pool);
    await().until(pool::hungry);
    return waiting;
  }

  @Test
  void take_noSplits_isNullForAll() throws Exception {
    SplitPool pool = pool();

    assertThat(pool.take()).isNull();
    assertThat(pool.take()).isNull();
  }

  @Test
  void take_splitsLeft_givesEachOnce() throws Exception {
    SplitPool pool = pool(A, B);

    assertThat(pool.take()).isSameAs(A);
    assertThat(pool.take()).isSameAs(B);
    pool.finished();
    pool.finished();
    assertThat(pool.take()).isNull();
  }

  @Test
  void splits_askedFor_isGivenTheJobAndItsWorkersOnce() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    SplitPool pool =
        pool(
            (given, workers) -> {
              assertThat(given).isSameAs(job);
              assertThat(workers).isEqualTo(3);
              calls.incrementAndGet();
              return List.of();
            });

    pool.take();
    pool.take();

    assertThat(calls).hasValue(1);
    assertThat(job.splits("source", (given, workers) -> List.of())).isSameAs(pool);
  }

  @Test
  void take_noneLeftWhileAnotherReads_waitsUntilItGivesAway() throws Exception {
    SplitPool pool = poolBeingRead();
    assertThat(pool.hungry()).isFalse();

    Future<@Nullable Split> waiting = waitFor(pool);
    assertThat(waiting).isNotDone();
    pool.give(B);

    assertThat(waiting.get(10, SECONDS)).isSameAs(B);
    assertThat(pool.hungry()).isFalse();
  }

  @Test
  void take_noneLeftAndNothingGivenAway_isNullWhenTheLastReaderEnds() throws Exception {
    SplitPool pool = poolBeingRead();
    Future<@Nullable Split> first = takeElsewhere(pool);
    Future<@Nullable Split> second = waitFor(pool);

    pool.finished();

    assertThat(first.get(10, SECONDS)).isNull();
    assertThat(second.get(10, SECONDS)).isNull();
  }

  @Test
  void hungry_moreWaitingThanGiven_staysTrue() throws Exception {
    SplitPool pool = poolBeingRead();
    Future<@Nullable Split> first = takeElsewhere(pool);
    Future<@Nullable Split> second = waitFor(pool);

    pool.give(B);
    await().until(() -> first.isDone() || second.isDone());

    await().until(pool::hungry);
    pool.finished();
    pool.finished();
    assertThat(first.get(10, SECONDS) == B ^ second.get(10, SECONDS) == B).isTrue();
  }

  @Test
  void hungry_asManyGivenAsWait_isFalseAtOnce() throws Exception {
    SplitPool pool = poolBeingRead();
    Future<@Nullable Split> waiting = waitFor(pool);

    pool.give(B);

    assertThat(pool.hungry()).isFalse();
    assertThat(waiting.get(10, SECONDS)).isSameAs(B);
  }

  @Test
  void take_sourceFails_throwsOnceAndLetsTheOthersEnd() throws Exception {
    SplitPool pool =
        pool(
            (given, workers) -> {
              throw new IOException("no such file");
            });

    assertThatThrownBy(pool::take).isInstanceOf(IOException.class).hasMessage("no such file");
    assertThat(takeElsewhere(pool).get(10, SECONDS)).isNull();
  }

  @Test
  void take_afterAnInterruptWhileTheSourceListsItsSplits_listsThemAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    SplitPool pool =
        pool(
            (given, workers) -> {
              if (calls.incrementAndGet() == 1) {
                throw new InterruptedException("while listing");
              }
              return List.of(A);
            });

    assertThatThrownBy(pool::take).isInstanceOf(InterruptedException.class);

    assertThat(pool.take()).isSameAs(A);
  }

  @Test
  void take_interruptedWhileTheSourceListsItsSplits_throws() throws Exception {
    CountDownLatch listing = new CountDownLatch(1);
    CountDownLatch listed = new CountDownLatch(1);
    SplitPool pool =
        pool(
            new SourceSpec() {
              @Override
              public List<Split> splits(JobContext given, int workers) throws Exception {
                listing.countDown();
                listed.await();
                return List.of();
              }
            });
    Future<@Nullable Split> lister = takeElsewhere(pool);
    listing.await();
    Thread waiting =
        new Thread(() -> assertThatThrownBy(pool::take).isInstanceOf(InterruptedException.class));
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.WAITING);

    waiting.interrupt();

    waiting.join(SECONDS.toMillis(10));
    assertThat(waiting.isAlive()).isFalse();
    assertThat(lister).isNotDone();
    listed.countDown();
    assertThat(lister.get(10, SECONDS)).isNull();
  }

  @Test
  void take_interruptedWhileItWaits_countsNoLonger() throws Exception {
    SplitPool pool = poolBeingRead();
    Future<@Nullable Split> waiting = waitFor(pool);

    waiting.cancel(true);

    await().until(() -> !pool.hungry());
    assertThatThrownBy(() -> waiting.get(10, SECONDS)).isNotInstanceOf(ExecutionException.class);
  }
}
