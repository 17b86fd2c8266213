// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.extensions.sql.SqlTransform;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Beam SQL, in each mode, beside DirectRunner. */
final class SqlTest {
  private static final Schema ORDERS =
      Schema.builder()
          .addInt32Field("id")
          .addStringField("customer")
          .addInt64Field("price")
          .addDateTimeField("at")
          .build();
  private static final Schema CUSTOMERS =
      Schema.builder().addStringField("customer").addStringField("city").build();
  private static final int EPOCHS = 3;

  @TempDir private Path state;

  static Stream<String> queries() {
    return Stream.of(
        "SELECT id, price FROM orders WHERE price > 3",
        "SELECT o.id, c.city FROM orders o JOIN customers c ON o.customer = c.customer",
        "SELECT o.id, c.city FROM orders o LEFT JOIN customers c ON o.customer = c.customer",
        "SELECT o.id, c.city FROM orders o RIGHT JOIN customers c ON o.customer = c.customer",
        "SELECT o.id, c.city FROM orders o FULL JOIN customers c ON o.customer = c.customer",
        "SELECT customer, COUNT(*) AS n, SUM(price) AS total, MAX(price) AS most"
            + " FROM orders GROUP BY customer HAVING SUM(price) > 5",
        "SELECT customer, AVG(price) AS mean FROM orders GROUP BY customer",
        "SELECT TUMBLE_START(`at`, INTERVAL '1' MINUTE) AS since, COUNT(*) AS n"
            + " FROM orders GROUP BY TUMBLE(`at`, INTERVAL '1' MINUTE)",
        "SELECT customer FROM orders UNION SELECT customer FROM customers",
        "SELECT customer FROM orders UNION ALL SELECT customer FROM customers",
        "SELECT customer FROM orders INTERSECT SELECT customer FROM customers",
        "SELECT customer FROM orders EXCEPT SELECT customer FROM customers",
        "SELECT DISTINCT customer FROM orders",
        "SELECT id, price FROM orders ORDER BY price DESC, id LIMIT 3");
  }

  /** Tables of one moment. */
  private record Tables(List<Row> orders, List<Row> customers) {
    static Tables random(SplittableRandom random) {
      List<Row> orders = new ArrayList<>();
      for (int id = 0; id < 10; id++) {
        if (random.nextInt(4) > 0) {
          orders.add(
              Row.withSchema(ORDERS)
                  .addValues(
                      id,
                      "c" + random.nextInt(3),
                      random.nextLong(8),
                      Instant.ofEpochMilli(id * 20_000L))
                  .build());
        }
      }
      List<Row> customers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        if (random.nextBoolean()) {
          customers.add(Row.withSchema(CUSTOMERS).addValues("c" + i, "city " + i).build());
        }
      }
      return new Tables(orders, customers);
    }
  }

  private static final class ObserveFn extends DoFn<Change<Row>, Void> {
    private static final long serialVersionUID = 1L;

    private final Gathered<Map.Entry<String, Long>> gathered;

    ObserveFn(Gathered<Map.Entry<String, Long>> gathered) {
      this.gathered = gathered;
    }

    @ProcessElement
    public void process(@Element Change<Row> change) {
      gathered.add(Map.entry(change.value().getValues().toString(), change.diff()));
    }
  }

  private static Map<String, Long> changes(String query, Tables tables, String... args) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(args).create());
    Gathered<Map.Entry<String, Long>> gathered = new Gathered<>();
    PCollectionTuple.of(
            new TupleTag<>("orders"),
            pipeline.apply("Orders", Create.of(tables.orders()).withRowSchema(ORDERS)))
        .and(
            new TupleTag<>("customers"),
            pipeline.apply("Customers", Create.of(tables.customers()).withRowSchema(CUSTOMERS)))
        .apply(SqlTransform.query(query))
        .apply(Changes.of())
        .apply(ParDo.of(new ObserveFn(gathered)));
    pipeline.run().waitUntilFinish();
    Map<String, Long> sums = new TreeMap<>();
    gathered.elements().forEach(row -> sums.merge(row.getKey(), row.getValue(), Long::sum));
    return sums;
  }

  @ParameterizedTest
  @MethodSource("queries")
  void run_query_resultsAreThoseOfDirectRunnerInEveryMode(String query) {
    SplittableRandom random = new SplittableRandom(query.length());
    Map<String, Long> sums = new TreeMap<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Tables tables = Tables.random(random);
      Map<String, Long> expected =
          changes(
              query,
              tables,
              "--runner=DirectRunner",
              "--targetParallelism=1",
              "--enforceImmutability=false");
      if (epoch == 0) {
        assertThat(changes(query, tables, "--runner=PathwayRunner")).isEqualTo(expected);
        assertThat(changes(query, tables, "--runner=PathwayRunner", "--streaming"))
            .isEqualTo(expected);
      }
      changes(
              query,
              tables,
              "--runner=PathwayRunner",
              "--parallelism=" + (1 + epoch % 2),
              "--incremental",
              "--stateDir=" + state)
          .forEach((row, diff) -> sums.merge(row, diff, Long::sum));
      sums.values().removeIf(sum -> sum == 0);
      assertThat(sums).as("epoch %s", epoch).isEqualTo(expected);
    }
  }
}
