// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RevenueTest {
  @TempDir Path folder;

  @Test
  void join_ordersInCurrencies_totalsEuros() {
    TestPipeline pipeline = Pipelines.create();

    PCollectionTuple totals =
        join(
            pipeline,
            "o1,c1,EUR,100,2026-01-01",
            "o2,c1,USD,200,2026-01-02",
            "o3,c2,USD,50,2026-01-01");

    PAssert.that(totals.get(Revenue.totals()))
        .containsInAnyOrder("c1,Ann,AT,2,280", "c2,Bob,DE,1,45");
    PAssert.that(totals.get(Revenue.unknown())).empty();
    pipeline.run();
  }

  @Test
  void join_customerMissing_leavesBySecondOutput() {
    TestPipeline pipeline = Pipelines.create();

    PCollectionTuple totals = join(pipeline, "o1,c9,EUR,100,2026-01-01");

    PAssert.that(totals.get(Revenue.totals())).empty();
    PAssert.that(totals.get(Revenue.unknown())).containsInAnyOrder("c9,1,100");
    pipeline.run();
  }

  @Test
  void join_currencyWithoutRate_failsNamingTheOrder() {
    TestPipeline pipeline = Pipelines.create();
    join(pipeline, "o1,c1,XYZ,100,2026-01-01");

    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("No rate for 'XYZ', in which the order 'o1' is");
  }

  @Test
  void main_shopData_totalsEachCustomer() throws Exception {
    String shop = folder.resolve("shop").toString();
    ShopData.main(
        new String[] {
          "--runner=TestPathwayRunner", "--output=" + shop, "--customers=20", "--orders=2000"
        });

    Revenue.main(
        new String[] {
          "--runner=TestPathwayRunner", "--input=" + shop, "--output=" + folder.resolve("revenue")
        });

    List<String> totals = TextFiles.lines(folder.resolve("revenue"));
    List<String> unknown = TextFiles.lines(folder.resolve("revenue-unknown"));
    assertThat(totals).hasSize(20);
    assertThat(unknown).hasSize(1);
    assertThat(sum(totals, 3) + sum(unknown, 1)).isEqualTo(2000);
    List<String> days = TextFiles.lines(folder.resolve("revenue-days"));
    assertThat(days).hasSize(90);
    assertThat(sum(days, 1)).isEqualTo(sum(totals, 4) + sum(unknown, 2));
    assertThat(TextFiles.lines(folder.resolve("revenue-top"))).hasSize(10);
  }

  @Test
  void main_incrementalAndAnOrderChanges_asFromScratch() throws Exception {
    Path shop = folder.resolve("shop");
    ShopData.main(
        new String[] {
          "--runner=PathwayRunner", "--output=" + shop, "--customers=20", "--orders=200"
        });
    String[] incremental = {"--incremental", "--stateDir=" + folder.resolve("state")};
    revenue(shop, "kept", incremental);
    Path orders;
    try (Stream<Path> files = Files.list(shop)) {
      orders = files.filter(file -> file.toString().contains("/orders-")).findAny().orElseThrow();
    }
    List<String> lines = Files.readAllLines(orders);
    // An order of another customer and day, one that is deleted, and a new one.
    lines.set(0, "o0,c3,EUR,99999,2026-07-01");
    lines.remove(1);
    lines.add("new,c4,USD,5,2026-02-02");
    Files.write(orders, lines);

    revenue(shop, "kept", incremental);
    revenue(shop, "scratch");

    for (String output : List.of("", "-unknown", "-days", "-top")) {
      assertThat(TextFiles.lines(folder.resolve("kept/revenue" + output)))
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(
              TextFiles.lines(folder.resolve("scratch/revenue" + output)));
    }
  }

  private void revenue(Path shop, String output, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--runner=PathwayRunner",
                "--input=" + shop,
                "--output=" + folder.resolve(output + "/revenue")));
    args.addAll(List.of(more));
    Revenue.main(args.toArray(String[]::new));
  }

  private static long sum(List<String> lines, int field) {
    return lines.stream().mapToLong(line -> Long.parseLong(line.split(",", -1)[field])).sum();
  }

  @Test
  void dailyTotals_ordersOfTwoDays_aSumForEach() {
    TestPipeline pipeline = Pipelines.create();

    PCollection<String> days =
        convert(
                pipeline,
                "o1,c1,EUR,100,2026-01-01",
                "o2,c2,USD,200,2026-01-02",
                "o3,c2,EUR,50,2026-01-01")
            .apply(new DailyTotals());

    PAssert.that(days).containsInAnyOrder("2026-01-01,150", "2026-01-02,180");
    pipeline.run();
  }

  @Test
  void topCustomers_moreThanTen_thoseWithTheLargestTotals() {
    TestPipeline pipeline = Pipelines.create();
    List<KV<String, Long>> totals = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (long i = 0; i < 30; i++) {
      // Of those who have spent as much the first by id are taken.
      totals.add(KV.of("c" + (10 + i), Math.min(i, 15)));
      if (i >= 15 && i < 25) {
        expected.add("c" + (10 + i) + ",15");
      }
    }

    PAssert.that(pipeline.apply(Create.of(totals)).apply(new TopCustomers()))
        .containsInAnyOrder(expected);
    pipeline.run();
  }

  private static PCollection<KV<String, Long>> convert(TestPipeline pipeline, String... orders) {
    return Revenue.convert(
        pipeline.apply("CreateOrders", Create.of(List.of(orders))),
        pipeline.apply("CreateRates", Create.of("EUR,1", "USD,0.9")));
  }

  private static PCollectionTuple join(TestPipeline pipeline, String... orders) {
    return Revenue.join(
        pipeline.apply("CreateCustomers", Create.of("c1,Ann,AT", "c2,Bob,DE")),
        convert(pipeline, orders));
  }
}
