// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.connectors.changes.Changes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.extensions.sql.SqlTransform;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.transforms.Join;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The joins of collections with a schema, and of Beam SQL, in incremental jobs. */
final class SchemaJoinTest {
  private static final AtomicLong PAIRS = new AtomicLong();
  private static final Schema SCHEMA =
      Schema.builder()
          .addNullableField("k", FieldType.STRING)
          .addNullableField("other", FieldType.STRING)
          .addInt64Field("n")
          .build();
  private static final List<WindowFn<Object, ?>> WINDOWS =
      List.of(
          new GlobalWindows(),
          FixedWindows.of(Duration.millis(3)),
          SlidingWindows.of(Duration.millis(4)).every(Duration.millis(2)),
          Sessions.withGapDuration(Duration.millis(2)));

  @TempDir private Path state;

  private enum Kind {
    INNER("JOIN"),
    LEFT("LEFT JOIN"),
    RIGHT("RIGHT JOIN"),
    FULL("FULL JOIN");

    private final String sql;

    Kind(String sql) {
      this.sql = sql;
    }

    private Join.Impl<Row, Row> with(PCollection<Row> right) {
      return switch (this) {
        case INNER -> Join.innerJoin(right);
        case LEFT -> Join.leftOuterJoin(right);
        case RIGHT -> Join.rightOuterJoin(right);
        case FULL -> Join.fullOuterJoin(right);
      };
    }

    PCollection<Row> join(PCollection<Row> left, PCollection<Row> right) {
      return left.apply(this + " of rows", with(right).using("k"));
    }

    /** Joins a collection to itself, by different fields. */
    PCollection<Row> join(PCollection<Row> both) {
      return both.apply(
          this + " with itself", with(both).on(Join.FieldsEqual.left("k").right("other")));
    }

    PCollection<Row> query(PCollection<Row> left, PCollection<Row> right) {
      return PCollectionTuple.of(new TupleTag<>("l"), left)
          .and(new TupleTag<>("r"), right)
          .apply(
              this + " by query",
              SqlTransform.query("SELECT l.n AS a, r.n AS b FROM l " + sql + " r ON l.k = r.k"));
    }
  }

  private static PCollection<Row> windowed(
      Pipeline pipeline, String name, List<Row> rows, Window<Row> windows) {
    return pipeline
        .apply(name, Create.of(rows).withRowSchema(SCHEMA))
        .apply(
            name + " times",
            WithTimestamps.of(row -> Instant.ofEpochMilli(Math.abs(row.getInt64("n")))))
        .setRowSchema(SCHEMA)
        .apply(name + " windows", windows);
  }

  private static List<Row> random(SplittableRandom random) {
    List<Row> rows = new ArrayList<>();
    for (int i = random.nextInt(10); i > 0; i--) {
      rows.add(
          Row.withSchema(SCHEMA)
              .addValues(key(random), key(random), (long) random.nextInt(-3, 6))
              .build());
    }
    return rows;
  }

  private static @Nullable String key(SplittableRandom random) {
    int key = random.nextInt(4);
    return key == 0 ? null : "k" + key;
  }

  static IntStream seeds() {
    return IntStream.range(0, WINDOWS.size() * TimestampCombiner.values().length);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void run_randomHistory_rowsAreThoseOfDirectRunner(int seed) {
    Window<Row> into =
        Window.<Row>into(WINDOWS.get(seed % WINDOWS.size()))
            .withTimestampCombiner(List.of(TimestampCombiner.values()).get(seed / WINDOWS.size()));
    Kind kind = List.of(Kind.values()).get((seed + seed / WINDOWS.size()) % Kind.values().length);
    new JoinHistory<>(
            state,
            SchemaJoinTest::random,
            (pipeline, left, right, observed) -> {
              PCollection<Row> lefts = windowed(pipeline, "Left", left, into);
              PCollection<Row> rights = windowed(pipeline, "Right", right, into);
              for (Kind each : Kind.values()) {
                observed.observe(each.join(lefts, rights), each + " of rows", Row::getValues);
              }
              observed.observe(kind.join(lefts), kind + " with itself", Row::getValues);
              observed.observe(kind.query(lefts, rights), kind + " by query", Row::getValues);
            })
        .check(seed, 4);
  }

  private static final class CountFn extends DoFn<Row, Boolean> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Row row, OutputReceiver<Boolean> out) {
      PAIRS.incrementAndGet();
      out.output(row.getValues().contains(null));
    }
  }

  private enum Api {
    SCHEMA,
    SQL
  }

  /** Returns how many pairs are made when there are so many rows of one key on each side. */
  private long pairs(Api api, long left, long right) {
    PAIRS.set(0);
    Pipeline pipeline = JoinHistory.incremental(state, 2);
    PCollection<Row> lefts =
        hot(pipeline.apply("Left", GenerateSequence.from(0).to(left)), "Left key");
    PCollection<Row> rights =
        hot(pipeline.apply("Right", GenerateSequence.from(0).to(right)), "Right key");
    (api == Api.SQL ? Kind.FULL.query(lefts, rights) : Kind.FULL.join(lefts, rights))
        .apply(ParDo.of(new CountFn()))
        .apply(Changes.of());
    pipeline.run();
    return PAIRS.get();
  }

  private static PCollection<Row> hot(PCollection<Long> numbers, String name) {
    return numbers
        .apply(
            name,
            MapElements.into(TypeDescriptors.rows())
                .via(number -> Row.withSchema(SCHEMA).addValues("hot", null, number).build()))
        .setRowSchema(SCHEMA);
  }

  @ParameterizedTest
  @EnumSource
  void run_hotKey_costsThePairsThatChange(Api api) {
    int rows = 5_000;
    assertThat(pairs(api, rows, 1)).isEqualTo(rows);
    assertThat(pairs(api, rows + 1, 1)).isEqualTo(1);
    assertThat(pairs(api, rows, 1)).isEqualTo(1);
    assertThat(pairs(api, rows, 2)).isEqualTo(rows);
    // Without a match now: two pairs are gone for each row, and it stands alone.
    assertThat(pairs(api, rows, 0)).isEqualTo(3L * rows);
    assertThat(pairs(api, rows + 1, 0)).isEqualTo(1);
    assertThat(pairs(api, rows + 1, 0)).isZero();
  }

  @Test
  void run_earlierRow_takesAllPairsOfItsKeyWithItIfTheyAreStampedWithTheEarliest() {
    assertThat(stamped(10, 11)).isEqualTo(4);
    assertThat(stamped(10, 12)).as("not the earliest").isEqualTo(4);
    assertThat(stamped(9, 12)).as("the earliest").isEqualTo(8);
  }

  /** Returns how many pairs are made of rows of such times, and two others. */
  private long stamped(long one, long another) {
    PAIRS.set(0);
    Pipeline pipeline = JoinHistory.incremental(state, 1);
    Window<Row> windows =
        Window.<Row>into(new GlobalWindows()).withTimestampCombiner(TimestampCombiner.EARLIEST);
    Kind.INNER
        .join(
            windowed(pipeline, "Left", rows(one, another), windows),
            windowed(pipeline, "Right", rows(20, 21), windows))
        .apply(ParDo.of(new CountFn()))
        .apply(Changes.of());
    pipeline.run();
    return PAIRS.get();
  }

  private static List<Row> rows(long... numbers) {
    return LongStream.of(numbers)
        .mapToObj(number -> Row.withSchema(SCHEMA).addValues("k", null, number).build())
        .toList();
  }
}
