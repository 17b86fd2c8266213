// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Accumulation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AggregateTreesTest {
  private static final String GROUP = "group";
  private static final long MEMORY = 1 << 26;

  @TempDir Path base;

  private TreeFixture<Long> largest(CountingMax max, TreeShape shape) throws IOException {
    return new TreeFixture<>(base, BasicCodecs.longs(), max, shape, MEMORY);
  }

  private static void addRange(TreeFixture.Epoch epoch, long from, long to, long diff)
      throws IOException {
    for (long input = from; input < to; input++) {
      epoch.add(GROUP, input, diff);
    }
  }

  private static Long result(Map<String, Aggregate<Long>> results) {
    return Objects.requireNonNull(results.get(GROUP)).accumulator();
  }

  @Test
  void seal_firstLoad_addsEachInputOnce() throws IOException {
    CountingMax max = new CountingMax();
    try (TreeFixture<Long> fixture = largest(max, TreeShape.DEFAULT)) {
      assertThat(result(fixture.epoch(epoch -> addRange(epoch, 0, 20_000, 1)))).isEqualTo(19_999);

      assertThat(max.adds()).isEqualTo(20_000);
      assertThat(max.merges()).isLessThan(20_000 / 10);
    }
  }

  @Test
  void seal_oneChangeOfManyInputs_mergesALogarithmicNumber() throws IOException {
    CountingMax max = new CountingMax();
    TreeShape shape = TreeShape.DEFAULT;
    long inputs = 50_000;
    int levels = 5;
    try (TreeFixture<Long> fixture = largest(max, shape)) {
      fixture.epoch(epoch -> addRange(epoch, 0, inputs, 1));
      fixture.epoch(epoch -> epoch.add(GROUP, inputs - 1, -1));

      for (long largest = inputs - 2; largest > inputs - 40; largest--) {
        long input = largest;
        assertFewCalls(max, shape, levels, fixture, -1, input, input - 1);
        assertFewCalls(max, shape, levels, fixture, 1, input, input);
        assertFewCalls(max, shape, levels, fixture, -1, input, input - 1);
      }
    }
  }

  private static void assertFewCalls(
      CountingMax max,
      TreeShape shape,
      int levels,
      TreeFixture<Long> fixture,
      long diff,
      long input,
      long expected)
      throws IOException {
    max.reset();

    assertThat(result(fixture.epoch(epoch -> epoch.add(GROUP, input, diff)))).isEqualTo(expected);

    assertThat(max.adds()).isLessThanOrEqualTo(shape.leafInputs() + 1L);
    assertThat(max.merges()).isLessThanOrEqualTo((long) levels * TreePath.FANOUT);
  }

  @Test
  void seal_manyCopiesOfAnInput_areMergedByDoubling() throws IOException {
    CountingMax max = new CountingMax();
    try (TreeFixture<Long> fixture = largest(max, TreeShape.DEFAULT)) {
      fixture.epoch(epoch -> epoch.add(GROUP, 7, 1_000_000_000L));

      assertThat(max.adds() + max.merges()).isLessThan(120);
    }
  }

  @Test
  void seal_copies_countAsOften() throws IOException {
    Accumulation<Long, Long> sum =
        new Accumulation<>() {
          @Override
          public Long create() {
            return 0L;
          }

          @Override
          public Long add(Long accumulator, Long value) {
            return accumulator + value;
          }

          @Override
          public Long merge(Long into, Long from) {
            return into + from;
          }
        };
    try (TreeFixture<Long> fixture =
        new TreeFixture<>(base, BasicCodecs.longs(), sum, TreeShape.DEFAULT, MEMORY)) {
      for (long copies = 1; copies < 200; copies++) {
        assertThat(result(fixture.epoch(epoch -> epoch.add(GROUP, 3, 1)))).isEqualTo(3 * copies);
      }
    }
  }

  @Test
  void seal_resultStays_isNotHandedOver() throws IOException {
    try (TreeFixture<Long> fixture = largest(new CountingMax(), new TreeShape(2, 4))) {
      Map<String, Aggregate<Long>> first = fixture.epoch(epoch -> addRange(epoch, 0, 50, 1));
      Map<String, Aggregate<Long>> second = fixture.epoch(epoch -> addRange(epoch, 0, 20, -1));

      assertThat(second.get(GROUP)).isSameAs(first.get(GROUP));
    }
  }

  @Test
  void seal_greatestMarkTakenAway_isThatOfTheOthers() throws IOException {
    try (TreeFixture<Long> fixture = largest(new CountingMax(), new TreeShape(2, 4))) {
      fixture.epoch(epoch -> addRange(epoch, 0, 50, 1));
      Aggregate<Long> after = fixture.epoch(epoch -> addRange(epoch, 40, 50, -1)).get(GROUP);

      assertThat(after).isEqualTo(new Aggregate<>(40, 39, 39L));
    }
  }

  @Test
  void seal_largeGroupTakenAwayAtItsFirstChange_isGone() throws IOException {
    try (TreeFixture<Long> fixture = largest(new CountingMax(), new TreeShape(2, 4))) {
      fixture.epoch(epoch -> addRange(epoch, 0, 50, 1));
      assertThat(fixture.epoch(epoch -> addRange(epoch, 0, 50, -1))).isEmpty();
      assertThat(result(fixture.epoch(epoch -> epoch.add(GROUP, 5, 1)))).isEqualTo(5);
    }
  }

  @Test
  void seal_moreTakenAwayThanThere_throws() throws IOException {
    try (TreeFixture<Long> fixture = largest(new CountingMax(), new TreeShape(2, 4))) {
      fixture.epoch(epoch -> epoch.add("small", 1, 1));
      assertThatThrownBy(() -> fixture.epoch(false, epoch -> epoch.add("small", 2, -3)))
          .isInstanceOf(NegativeWeightException.class)
          .hasMessageContaining("-3");
    }
  }

  @Test
  void seal_moreTakenAwayFromATreeThanThere_throws() throws IOException {
    try (TreeFixture<Long> fixture = largest(new CountingMax(), new TreeShape(2, 4))) {
      fixture.epoch(epoch -> addRange(epoch, 0, 50, 1));
      fixture.epoch(epoch -> addRange(epoch, 50, 60, 1));
      assertThatThrownBy(() -> fixture.epoch(false, epoch -> epoch.add(GROUP, 70, -1)))
          .isInstanceOf(NegativeWeightException.class);
    }
  }

  @Test
  void seal_severalInputsOfOneBucket_areNotDividedForEver() throws IOException {
    long[] pair = sameBucket();
    try (TreeFixture<Long> fixture = largest(new CountingMax(), new TreeShape(1, 1))) {
      fixture.epoch(epoch -> addRange(epoch, -5, 0, 1));
      fixture.epoch(
          epoch -> {
            epoch.add(GROUP, pair[0], 1);
            epoch.add(GROUP, pair[1], 1);
          });
      assertThat(result(fixture.epoch(epoch -> epoch.add(GROUP, pair[1], -1)))).isEqualTo(pair[0]);
      assertThat(result(fixture.epoch(epoch -> epoch.add(GROUP, pair[0], -1)))).isEqualTo(-1);
    }
  }

  @Test
  void past_severalGroups_areAsAtTheLastCommit() throws IOException {
    try (TreeFixture<Long> fixture = largest(new CountingMax(), new TreeShape(2, 4))) {
      fixture.epoch(epoch -> addRange(epoch, 0, 50, 1));
      Map<String, Aggregate<Long>> results = fixture.epoch(epoch -> epoch.add("other", 7, 1));
      fixture.epoch(false, epoch -> epoch.add("other", 9, 1));
      Map<String, Aggregate<Long>> past = new HashMap<>();

      fixture.past((group, result) -> past.put(new String(group, UTF_8), result.read()));

      assertThat(past).isEqualTo(results);
    }
  }

  @Test
  void past_resultsThatAreNotRead_areNotDecoded() throws IOException {
    AtomicInteger decoded = new AtomicInteger();
    Codec<Long> counting =
        new Codec<>() {
          @Override
          public void encode(Long value, OutputStream out) throws IOException {
            BasicCodecs.longs().encode(value, out);
          }

          @Override
          public Long decode(InputStream in) throws IOException {
            decoded.incrementAndGet();
            return BasicCodecs.longs().decode(in);
          }
        };
    try (TreeFixture<Long> fixture =
        new TreeFixture<>(base, counting, new CountingMax(), TreeShape.DEFAULT, MEMORY)) {
      fixture.epoch(epoch -> epoch.add("a", 1, 1));
      fixture.epoch(epoch -> epoch.add("b", 2, 1));
      decoded.set(0);

      fixture.past(
          (group, result) -> {
            if (group[0] == 'b') {
              assertThat(result.read().accumulator()).isEqualTo(2);
            }
          });

      assertThat(decoded).hasValue(1);
    }
  }

  /** Returns two numbers of the same bucket, the smaller first. */
  private static long[] sameBucket() throws IOException {
    InputCodec<Long> codec = new InputCodec<>(BasicCodecs.longs(), true);
    Map<Integer, Long> seen = new HashMap<>();
    for (long input = 0; ; input++) {
      Long same = seen.put(InputCodec.bucket(codec.encode(input, input)), input);
      if (same != null) {
        return new long[] {same, input};
      }
    }
  }
}
