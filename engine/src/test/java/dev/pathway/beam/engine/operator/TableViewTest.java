// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.state.segment.Leftovers;
import dev.pathway.beam.state.table.Group;
import dev.pathway.beam.state.table.GroupTable;
import dev.pathway.beam.state.table.Groups;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TableViewTest {
  private static final Window EARLY = new Window(0, 10);
  private static final Window LATE = new Window(10, 20);

  private final Job job = TestJob.withoutSpill(JobSettings.batch(1), 1 << 24);

  @AfterEach
  void close() {
    job.close();
    assertThat(job.memory().usedBytes()).isZero();
  }

  private GroupTable<Object, Object> table() {
    GroupTable<Object, Object> table =
        new GroupTable<>(
            PlainCodec.codec(), PlainCodec.codec(), (l, r) -> 0, job.memory(), job.spill());
    job.closeAtEnd(table);
    return table;
  }

  private TableView keyed(Windowing windowing) throws IOException {
    TableView view = new TableView(keyedGroups(windowing), keys(windowing), windowing, job);
    job.closeAtEnd(view);
    return view;
  }

  private static GroupKeys keys(Windowing windowing) {
    return new GroupKeys(new PairKeys(), windowing);
  }

  private Groups<Object, Object> keyedGroups(Windowing windowing) throws IOException {
    GroupKeys keys = keys(windowing);
    GroupTable<Object, Object> table =
        new GroupTable<>(keys.codec(), PlainCodec.codec(), (l, r) -> 0, job.memory(), job.spill());
    job.closeAtEnd(table);
    Window first = windowing == Windowing.GLOBAL ? Window.GLOBAL : EARLY;
    Window second = windowing == Windowing.GLOBAL ? Window.GLOBAL : LATE;
    table.add(keys.tableKey(first, "a"), 1L, 0);
    table.add(keys.tableKey(first, "b"), 2L, 0);
    table.add(keys.tableKey(second, "b"), 3L, 0);
    return table.seal();
  }

  private static List<@Nullable Object> list(Iterable<@Nullable Object> values) {
    List<@Nullable Object> list = new ArrayList<>();
    values.forEach(list::add);
    return list;
  }

  @Test
  void values_withoutKeys_areThoseOfTheWindow() throws IOException {
    GroupTable<Object, Object> table = table();
    table.add(EARLY, 1L, 0);
    table.add(EARLY, 2L, 0);
    TableView view = new TableView(table.seal(), null, Windowing.AT_END, job);

    assertThat(list(view.values(EARLY))).containsExactly(1L, 2L);
    assertThat(list(view.values(EARLY))).containsExactly(1L, 2L);
    assertThat(list(view.values(LATE))).isEmpty();
    assertThatThrownBy(() -> view.keys(EARLY)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.values(EARLY, "a")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void values_withKeys_areThoseOfTheKeyInTheWindow() throws IOException {
    TableView view = keyed(Windowing.AT_END);

    assertThat(list(view.values(EARLY, "b"))).containsExactly(2L);
    assertThat(list(view.values(LATE, "b"))).containsExactly(3L);
    assertThat(list(view.values(LATE, "a"))).isEmpty();
    assertThatThrownBy(() -> view.values(EARLY)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keys_inWindows_areThoseOfTheWindow() throws IOException {
    TableView view = keyed(Windowing.AT_END);

    assertThat(list(view.keys(EARLY))).containsExactlyInAnyOrder("a", "b");
    assertThat(list(view.keys(LATE))).containsExactly("b");
    assertThat(list(view.keys(new Window(5, 6)))).isEmpty();
  }

  @Test
  void keys_inTheOnlyWindow_needNoFurtherMemory() throws IOException {
    TableView view = keyed(Windowing.GLOBAL);
    long before = job.memory().usedBytes();

    assertThat(list(view.keys(Window.GLOBAL))).containsExactlyInAnyOrder("a", "b");
    assertThat(list(view.keys(Window.GLOBAL))).containsExactlyInAnyOrder("a", "b");
    assertThat(job.memory().usedBytes()).isEqualTo(before);
  }

  @Test
  void retire_withAnIndex_givesBackItsMemoryAtOnceAndStaysReadable() throws IOException {
    TableView view = keyed(Windowing.AT_END);
    Iterable<@Nullable Object> keys = view.keys(EARLY);

    view.retire();

    assertThat(job.memory().usedBytes()).isZero();
    assertThat(list(keys)).containsExactlyInAnyOrder("a", "b");
    assertThat(list(view.keys(LATE))).containsExactly("b");
    assertThat(list(view.values(LATE, "b"))).containsExactly(3L);
  }

  @Test
  void retire_whileKeysAreListed_waitsForNobodyAndLeavesNothingBehind() throws Exception {
    TableView view = gated();
    FutureTask<List<@Nullable Object>> listing = new FutureTask<>(() -> list(view.keys(EARLY)));
    start(listing);
    reading.await();

    view.retire();
    gate.countDown();

    assertThat(listing.get(10, SECONDS)).containsExactlyInAnyOrder("a", "b");
    assertThat(job.memory().usedBytes()).isZero();
  }

  @Test
  void keys_askedByManyThreads_areTheSameForAll() throws Exception {
    TableView view = keyed(Windowing.AT_END);
    ExecutorService readers = Executors.newFixedThreadPool(4);
    try {
      Callable<List<@Nullable Object>> read = () -> list(view.keys(EARLY));
      for (Future<List<@Nullable Object>> keys :
          readers.invokeAll(List.of(read, read, read, read))) {
        assertThat(keys.get()).containsExactlyInAnyOrder("a", "b");
      }
    } finally {
      readers.shutdownNow();
    }
  }

  /** Groups that are not read before a latch is down. */
  private record Gated(Groups<Object, Object> inner, CountDownLatch reading, CountDownLatch gate)
      implements Groups<Object, Object> {
    @Override
    public Iterator<Group<Object, Object>> iterator() {
      reading.countDown();
      boolean interrupted = false;
      while (gate.getCount() > 0) {
        try {
          gate.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return inner.iterator();
    }

    @Override
    public @Nullable Group<Object, Object> find(Object key) {
      return inner.find(key);
    }

    @Override
    public long groups() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void relinquish(Leftovers leftovers) {
      inner.relinquish(leftovers);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  private TableView gated() throws IOException {
    TableView view =
        new TableView(
            new Gated(keyedGroups(Windowing.AT_END), reading, gate),
            keys(Windowing.AT_END),
            Windowing.AT_END,
            job);
    job.closeAtEnd(view);
    return view;
  }

  private static Thread start(FutureTask<?> task) {
    Thread thread = new Thread(task);
    thread.start();
    return thread;
  }

  @Test
  void keys_whileAnotherListsThem_endsWhenTheJobIsStopped() throws Exception {
    TableView view = gated();
    FutureTask<Iterable<@Nullable Object>> listing = new FutureTask<>(() -> view.keys(EARLY));
    start(listing);
    reading.await();
    FutureTask<Iterable<@Nullable Object>> waiting = new FutureTask<>(() -> view.keys(EARLY));
    Thread waiter = start(waiting);
    await().until(() -> waiter.getState() == Thread.State.WAITING);

    job.stop();
    waiter.interrupt();

    assertThatThrownBy(() -> waiting.get(10, SECONDS))
        .hasCauseInstanceOf(JobStoppedException.class);
    assertThat(listing).isNotDone();
    gate.countDown();
    assertThatThrownBy(() -> listing.get(10, SECONDS))
        .hasCauseInstanceOf(JobStoppedException.class);
  }

  @Test
  void keys_interruptedWithoutStop_areReadAndTheFlagIsKept() throws Exception {
    TableView view = gated();
    FutureTask<Iterable<@Nullable Object>> listing = new FutureTask<>(() -> view.keys(EARLY));
    start(listing);
    reading.await();
    FutureTask<Boolean> waiting =
        new FutureTask<>(
            () ->
                list(view.keys(LATE)).equals(List.of("b"))
                    && Thread.currentThread().isInterrupted());
    Thread waiter = start(waiting);
    await().until(() -> waiter.getState() == Thread.State.WAITING);

    waiter.interrupt();
    gate.countDown();

    assertThat(waiting.get(10, SECONDS)).isTrue();
    assertThat(list(listing.get(10, SECONDS))).containsExactlyInAnyOrder("a", "b");
  }
}
