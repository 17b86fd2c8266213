// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LiveViewTest {
  private int changes;
  private final LiveView view = new LiveView(() -> changes++);

  /** A window's values, by key; knows what it was told. */
  private static final class Table implements LiveView.Content {
    private final Object window;
    private final Map<Object, Integer> values;
    private int retired;
    private int closed;

    Table(Object window, Map<Object, Integer> values) {
      this.window = window;
      this.values = values;
    }

    private Map<Object, Integer> in(Object asked) {
      assertThat(asked).isEqualTo(window);
      return values;
    }

    @Override
    public Iterable<@Nullable Object> values(Object asked) {
      return List.copyOf(in(asked).values());
    }

    @Override
    public Iterable<@Nullable Object> values(Object asked, @Nullable Object key) {
      Integer value = in(asked).get(key);
      return value == null ? List.of() : List.of(value);
    }

    @Override
    public Iterable<@Nullable Object> keys(Object asked) {
      return List.copyOf(in(asked).keySet());
    }

    @Override
    public void retire() {
      retired++;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  /** What windows hold, when they are ready and who is told, against a map of the last tables. */
  @ParameterizedTest
  @MethodSource("seeds")
  void view_randomHistory_holdsTheLastOfEachWindow(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Integer, Table> last = new HashMap<>();
    List<Table> all = new ArrayList<>();
    long watermark = EventTime.START;
    int expectedChanges = 0;
    boolean awaited = false;

    for (int i = 0; i < 200; i++) {
      int window = random.nextInt(5);
      long version = view.version();
      switch (random.nextInt(4)) {
        case 0 -> {
          Table table = new Table(window, Map.of("a", i, "b", i + 1));
          view.put(window, 10L * window, table);
          all.add(table);
          last.put(window, table);
          assertThat(view.version()).isNotEqualTo(version);
          expectedChanges += awaited ? 1 : 0;
          awaited = false;
        }
        case 1 -> {
          watermark = Math.max(watermark, random.nextLong(60));
          view.advance(watermark);
          assertThat(view.version()).isNotEqualTo(version);
          expectedChanges += awaited ? 1 : 0;
          awaited = false;
        }
        default -> {
          long end = 10L * window;
          boolean ready = last.containsKey(window) || watermark > end;
          assertThat(view.ready(window, end)).isEqualTo(ready);
          assertThat(view.version()).isEqualTo(version);
          awaited |= !ready;
        }
      }

      assertThat(changes).isEqualTo(expectedChanges);
      Table table = last.get(window);
      if (table == null) {
        assertThat(view.values(window)).isEmpty();
        assertThat(view.values(window, "a")).isEmpty();
        assertThat(view.keys(window)).isEmpty();
      } else {
        assertThat(view.values(window)).containsExactlyInAnyOrderElementsOf(table.values.values());
        assertThat(view.values(window, "b")).containsExactly(table.values.get("b"));
        assertThat(view.keys(window)).containsExactlyInAnyOrder("a", "b");
      }
    }

    assertThat(all).allSatisfy(table -> assertThat(table.closed).isZero());
    assertThat(all)
        .allSatisfy(
            table -> assertThat(table.retired).isEqualTo(last.containsValue(table) ? 0 : 1));
    view.close();
    assertThat(last.values()).allSatisfy(table -> assertThat(table.closed).isOne());
  }

  @Test
  void ready_untilTheEndOfTheWindow_isNotEnoughForAnEmptyOne() {
    view.advance(10);

    assertThat(view.ready("w", 10)).isFalse();
    view.advance(11);
    assertThat(view.ready("w", 10)).isTrue();
    assertThat(view.values("w")).isEmpty();
  }

  @Test
  void ready_windowWithoutContentAfterAnother_tellsOnlyOfTheFirstChange() {
    assertThat(view.ready("w", 10)).isFalse();
    assertThat(view.ready("v", 10)).isFalse();

    view.put("v", 10, new Table("v", Map.of()));
    view.put("v", 10, new Table("v", Map.of()));

    assertThat(changes).isOne();
  }

  /** A window goes, once, when the slowest reader is past its end, and does not come back. */
  @ParameterizedTest
  @MethodSource("seeds")
  void release_randomHistory_dropsWhatTheSlowestReaderIsPast(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = 1 + random.nextInt(3);
    List<View> readers = new ArrayList<>();
    long[] times = new long[count];
    Arrays.fill(times, EventTime.START);
    Map<Integer, Table> last = new HashMap<>();
    List<Table> all = new ArrayList<>();
    view.expectReaders(count);

    for (int i = 0; i < 200; i++) {
      int window = random.nextInt(20);
      if (random.nextBoolean()) {
        Table table = new Table(window, Map.of("a", i));
        view.put(window, 10L * window, table);
        all.add(table);
        last.put(window, table);
      } else if (readers.size() < count) {
        readers.add(view.reader());
      } else {
        int reader = random.nextInt(count);
        long time = random.nextLong(i + 1);
        readers.get(reader).release(time);
        times[reader] = Math.max(times[reader], time);
      }

      long slowest = Arrays.stream(times).min().orElseThrow();
      last.keySet().removeIf(each -> 10L * each < slowest);
      for (int each = 0; each < 20; each++) {
        assertThat(view.released(10L * each)).isEqualTo(10L * each < slowest);
        Table table = last.get(each);
        assertThat(view.values(each, "a"))
            .isEqualTo(table == null ? List.of() : List.of(table.values.get("a")));
      }
      assertThat(all)
          .allSatisfy(
              table -> assertThat(table.retired).isEqualTo(last.containsValue(table) ? 0 : 1));
    }
  }

  @Test
  void put_viewThatNobodyReads_keepsNothing() {
    Table table = new Table("w", Map.of("a", 1));
    view.expectReaders(0);

    view.put("w", 10, table);

    assertThat(view.values("w")).isEmpty();
    assertThat(table.retired).isOne();
  }

  /** Whoever was told "not yet" is told of the change, however the two meet. */
  @Test
  @Timeout(60)
  void ready_whileContentComes_missesNone() throws InterruptedException {
    Semaphore changed = new Semaphore(0);
    LiveView shared = new LiveView(changed::release);
    int windows = 20_000;
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < windows; i++) {
                shared.put(i, i, new Table(i, Map.of()));
              }
            },
            "writer");
    writer.start();

    for (int i = 0; i < windows; i++) {
      while (!shared.ready(i, 0)) {
        assertThat(changed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      }
    }

    writer.join();
  }
}
