// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.frame.FrameBuilder;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.LiveView;
import dev.pathway.beam.engine.plain.MapState;
import dev.pathway.beam.engine.plain.MapState.Snapshot;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.engine.spi.ViewModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Side inputs of a stream that are saved and restored, against a map of what was put last. */
final class SavedViewTest {
  private static final int PARTITIONS = 4;
  private static final int WINDOW_MILLIS = 10;

  @TempDir private Path base;

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  /** Rows are lists of values, or of pairs. */
  private record Lists(boolean keyed) implements ViewModel {
    @Override
    public WindowModel windows() {
      return Windowing.AT_END;
    }

    @Override
    public Iterable<?> values(@Nullable Object row) {
      return (Iterable<?>) Objects.requireNonNull(row);
    }

    @Override
    public @Nullable KeyModel keys() {
      return keyed ? new PairKeys() : null;
    }

    @Override
    public Codec<Object> valueCodec() {
      return PlainCodec.codec();
    }
  }

  private static ViewNode node(boolean keyed) {
    return new ViewNode("node", "my view", List.of("in"), "view", new Lists(keyed));
  }

  private static void put(LiveViewOperator operator, Window window, List<?> values) {
    FrameBuilder builder = new FrameBuilder(0, row -> 1);
    builder.append(values, window.start(), List.of(window), null, null, 1);
    operator.frame(builder.build());
  }

  private static Window window(int number) {
    return new Window((long) number * WINDOW_MILLIS, (long) number * WINDOW_MILLIS + WINDOW_MILLIS);
  }

  private static List<Object> values(SplittableRandom random, boolean keyed) {
    List<Object> values = new ArrayList<>();
    boolean large = random.nextInt(10) == 0;
    for (int left = random.nextInt(20); left > 0; left--) {
      String value = random.nextInt(1000) + (large ? "x".repeat(20_000) : "");
      values.add(keyed ? new Pair((long) random.nextInt(5), value) : value);
    }
    return values;
  }

  private static List<Object> content(View view, Window window, boolean keyed) {
    List<Object> content = new ArrayList<>();
    if (keyed) {
      for (Object key : view.keys(window)) {
        view.values(window, key).forEach(value -> content.add(new Pair(key, value)));
      }
    } else {
      view.values(window).forEach(content::add);
    }
    return content;
  }

  /** A view, its reader, and what both should know. */
  private static final class Member {
    private final Job job;
    private final LiveView view;
    private final View reader;
    private final MapState state;
    private final LiveViewOperator operator;

    Member(ViewNode node, Job job, Snapshot from, int ownPartition) throws Exception {
      this.job = job;
      view = job.liveView("view");
      view.expectReaders(1);
      reader = view.reader();
      state = MapState.copy(from, ownPartition);
      operator = new LiveViewOperator(node, job);
      operator.restore(state);
    }

    Snapshot save(long number) throws Exception {
      operator.save(number);
      return Snapshot.of(number, List.of(state));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void view_lostAndRestored_holdsAllThatReadersMayAskFor(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    boolean keyed = random.nextBoolean();
    ViewNode node = node(keyed);
    try (SpillDirectory directory = SpillDirectory.open(base)) {
      MemoryBudget budget =
          new MemoryBudget(0, random.nextBoolean() ? 1 << 30 : random.nextInt(50_000));
      Snapshot snapshot = Snapshot.NONE;
      Map<Window, List<Object>> expected = new HashMap<>();
      Map<Window, List<Object>> saved = Map.of();
      long watermark = EventTime.START;
      long savedWatermark = watermark;
      long readerTime = 0;
      long readerSavedTime = 0;
      int now = 0;
      for (int loss = 0; loss < 6; loss++) {
        Job job = new Job("id", "job", JobSettings.streaming(1), budget, () -> directory);
        Member member = new Member(node, job, snapshot, random.nextInt(PARTITIONS));
        expected = new HashMap<>(saved);
        watermark = savedWatermark;
        readerTime = readerSavedTime;
        check(member.view, expected, readerTime, keyed);
        for (int i = random.nextInt(60); i > 0; i--) {
          switch (random.nextInt(4)) {
            case 0, 1 -> {
              Window window = window(now + random.nextInt(5));
              List<Object> values = values(random, keyed);
              put(member.operator, window, values);
              expected.put(window, values);
            }
            case 2 -> {
              now += random.nextInt(3);
              watermark = Math.max(watermark, (long) now * WINDOW_MILLIS);
              member.operator.advance(watermark);
            }
            default -> {
              // It may be ahead of the view, or behind.
              readerTime =
                  Math.max(readerTime, (long) (now + random.nextInt(-2, 3)) * WINDOW_MILLIS);
              member.reader.release(readerTime);
            }
          }
          check(member.view, expected, readerTime, keyed);
          if (random.nextInt(8) == 0) {
            // The reader saves, and goes on; the view does so later.
            readerSavedTime = readerTime;
            readerTime += random.nextLong(3) * WINDOW_MILLIS;
            member.reader.release(readerTime);
            snapshot = member.save(snapshot.number() + 1);
            saved = Map.copyOf(expected);
            savedWatermark = watermark;
          }
        }
        long end = watermark;
        assertThat(member.view.ready(new Window(-10, 0), end)).isFalse();
        assertThat(member.view.ready(new Window(-10, 0), end - 1))
            .isEqualTo(end != EventTime.START);
        member.job.close();
      }
      assertThat(budget.usedBytes()).isZero();
    }
  }

  private static void check(
      View view, Map<Window, List<Object>> expected, long readerTime, boolean keyed) {
    expected.forEach(
        (window, values) -> {
          if (window.lastTimestamp() >= readerTime) {
            assertThat(content(view, window, keyed)).containsExactlyInAnyOrderElementsOf(values);
          }
        });
  }

  @Test
  void save_windows_areWrittenOnceAndGoWithTheSnapshotAfterTheirRelease() throws Exception {
    Job job = TestJob.withoutSpill(JobSettings.streaming(1), 1 << 20);
    Member member = new Member(node(false), job, Snapshot.NONE, 0);
    put(member.operator, window(0), List.of("a"));
    put(member.operator, window(0), List.of("b"));
    put(member.operator, window(1), List.of());
    member.save(1);
    member.save(2);
    assertThat(member.state.puts()).isEqualTo(2);

    member.reader.release(window(0).end());
    assertThat(member.view.values(window(0))).isEmpty();
    member.save(3);
    assertThat(member.state.size()).isEqualTo(2);
    member.save(4);
    assertThat(member.state.size()).isEqualTo(1);

    Member restored =
        new Member(
            node(false),
            TestJob.withoutSpill(JobSettings.streaming(1), 1 << 20),
            Snapshot.of(4, List.of(member.state)),
            0);
    restored.save(5);
    assertThat(restored.state.puts()).isZero();
    assertThat(restored.view.ready(window(1), window(1).lastTimestamp())).isTrue();
    assertThat(restored.view.ready(window(2), window(2).lastTimestamp())).isFalse();
    restored.job.close();
    job.close();
  }
}
