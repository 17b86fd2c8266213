// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RevenueTest {
  @TempDir Path folder;

  @Test
  void join_ordersInCurrencies_totalsEuros() {
    TestPipeline pipeline = Pipelines.create();

    PCollectionTuple totals = join(pipeline, "o1,c1,EUR,100", "o2,c1,USD,200", "o3,c2,USD,50");

    PAssert.that(totals.get(Revenue.totals()))
        .containsInAnyOrder("c1,Ann,AT,2,280", "c2,Bob,DE,1,45");
    PAssert.that(totals.get(Revenue.unknown())).empty();
    pipeline.run();
  }

  @Test
  void join_customerMissing_leavesBySecondOutput() {
    TestPipeline pipeline = Pipelines.create();

    PCollectionTuple totals = join(pipeline, "o1,c9,EUR,100");

    PAssert.that(totals.get(Revenue.totals())).empty();
    PAssert.that(totals.get(Revenue.unknown())).containsInAnyOrder("c9,1,100");
    pipeline.run();
  }

  @Test
  void join_currencyWithoutRate_failsNamingTheOrder() {
    TestPipeline pipeline = Pipelines.create();
    join(pipeline, "o1,c1,XYZ,100");

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
    assertThat(orders(totals, 3) + orders(unknown, 1)).isEqualTo(2000);
  }

  private static long orders(List<String> lines, int field) {
    return lines.stream().mapToLong(line -> Long.parseLong(line.split(",", -1)[field])).sum();
  }

  private static PCollectionTuple join(TestPipeline pipeline, String... orders) {
    return Revenue.join(
        pipeline.apply("CreateCustomers", Create.of("c1,Ann,AT", "c2,Bob,DE")),
        pipeline.apply("CreateOrders", Create.of(List.of(orders))),
        pipeline.apply("CreateRates", Create.of("EUR,1", "USD,0.9")));
  }
}
