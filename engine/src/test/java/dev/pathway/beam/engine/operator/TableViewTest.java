// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.table.GroupTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TableViewTest {
  private static final Window EARLY = new Window(0, 10);
  private static final Window LATE = new Window(10, 20);

  private final Job job =
      new Job(
          "id",
          "job",
          JobSettings.batch(1),
          new MemoryBudget(1 << 24),
          () -> {
            throw new IllegalStateException("nothing is spilled");
          });

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
    GroupTable<Object, Object> table =
        new GroupTable<>(
            TableView.keyCodec(new PairKeys(), windowing),
            PlainCodec.codec(),
            (l, r) -> 0,
            job.memory(),
            job.spill());
    job.closeAtEnd(table);
    Window first = windowing == Windowing.GLOBAL ? Window.GLOBAL : EARLY;
    Window second = windowing == Windowing.GLOBAL ? Window.GLOBAL : LATE;
    table.add(new WindowedKey(first, "a"), 1L, 0);
    table.add(new WindowedKey(first, "b"), 2L, 0);
    table.add(new WindowedKey(second, "b"), 3L, 0);
    return new TableView(table.seal(), new PairKeys(), windowing, job);
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
}
