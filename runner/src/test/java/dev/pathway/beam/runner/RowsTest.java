// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.JavaFieldSchema;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.apache.beam.sdk.schemas.transforms.Convert;
import org.apache.beam.sdk.schemas.transforms.Filter;
import org.apache.beam.sdk.schemas.transforms.Group;
import org.apache.beam.sdk.schemas.transforms.Join;
import org.apache.beam.sdk.schemas.transforms.Select;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

/** Schemas and rows. */
final class RowsTest {
  private static final Schema SALE =
      Schema.builder()
          .addStringField("shop")
          .addInt32Field("amount")
          .addNullableStringField("note")
          .build();
  private static final Schema SHOP =
      Schema.builder().addStringField("shop").addStringField("town").build();

  private static final List<Row> SALES =
      IntStream.range(0, 30)
          .mapToObj(
              i ->
                  Row.withSchema(SALE)
                      .addValues("shop" + i % 3, i, i % 2 == 0 ? null : "note")
                      .build())
          .toList();
  private static final List<Row> SHOPS =
      List.of(
          Row.withSchema(SHOP).addValues("shop0", "Bonn").build(),
          Row.withSchema(SHOP).addValues("shop1", "Ulm").build(),
          Row.withSchema(SHOP).addValues("shop9", "Kiel").build());

  private static PCollection<Row> sales(Pipeline pipeline) {
    return pipeline.apply("Sales", Create.of(SALES).withRowSchema(SALE));
  }

  @Test
  void select_fieldsOfRows_keepsThem() {
    Pipeline pipeline = Pipelines.create();
    Gathered<Row> gathered = new Gathered<>();
    sales(pipeline).apply(Select.fieldNames("amount", "note")).apply(gathered);
    pipeline.run();

    assertThat(gathered.elements()).hasSize(30);
    assertThat(gathered.elements()).extracting(row -> row.getInt32("amount")).contains(0, 29);
    assertThat(gathered.elements())
        .allMatch(row -> (row.getInt32("amount") % 2 == 0) == (row.getString("note") == null));
  }

  @Test
  void group_byField_aggregates() {
    Pipeline pipeline = Pipelines.create();
    Gathered<Row> gathered = new Gathered<>();
    sales(pipeline)
        .apply(
            Group.<Row>byFieldNames("shop")
                .aggregateField("amount", Sum.ofIntegers(), "total")
                .aggregateField("amount", Count.combineFn(), "count"))
        .apply(gathered);
    pipeline.run();

    assertThat(gathered.elements())
        .extracting(
            row -> row.getRow("key").getString("shop"),
            row -> row.getRow("value").getInt32("total"),
            row -> row.getRow("value").getInt64("count"))
        .containsExactlyInAnyOrder(
            tuple("shop0", 135, 10L), tuple("shop1", 145, 10L), tuple("shop2", 155, 10L));
  }

  @Test
  void join_ofRows_innerAndOuter() {
    Pipeline pipeline = Pipelines.create();
    Gathered<Row> inner = new Gathered<>();
    Gathered<Row> outer = new Gathered<>();
    PCollection<Row> sales = sales(pipeline);
    PCollection<Row> shops = pipeline.apply("Shops", Create.of(SHOPS).withRowSchema(SHOP));
    sales.apply("Inner", Join.<Row, Row>innerJoin(shops).using("shop")).apply(inner);
    sales
        .apply("Outer", Join.<Row, Row>fullOuterJoin(shops).using("shop"))
        .apply("GatherOuter", outer);
    pipeline.run();

    assertThat(inner.elements())
        .hasSize(20)
        .allMatch(row -> row.getRow(0) != null && row.getRow(1) != null);
    assertThat(outer.elements()).hasSize(31);
    assertThat(outer.elements()).filteredOn(row -> row.getRow(1) == null).hasSize(10);
    assertThat(outer.elements())
        .filteredOn(row -> row.getRow(0) == null)
        .singleElement()
        .satisfies(row -> assertThat(row.getRow(1).getString("town")).isEqualTo("Kiel"));
  }

  /** A class with a schema and, as schemas allow, maps and nested values. */
  @DefaultSchema(JavaFieldSchema.class)
  public static final class Order implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The customer. */
    public String customer = "";

    /** What was ordered, and how often. */
    public Map<String, Integer> items = Map.of();

    /** The price. */
    public BigDecimal price = BigDecimal.ZERO;

    static Order of(String customer, Map<String, Integer> items, String price) {
      Order order = new Order();
      order.customer = customer;
      order.items = items;
      order.price = new BigDecimal(price);
      return order;
    }

    String describe() {
      return customer + " " + new TreeMap<>(items) + " " + price;
    }
  }

  static final class CustomerFn extends DoFn<Order, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@FieldAccess("customer") String customer, OutputReceiver<String> out) {
      out.output(customer);
    }
  }

  @Test
  void schema_ofAClass_convertsFiltersAndInjectsFields() {
    List<Order> orders =
        List.of(Order.of("a", Map.of("x", 1, "y", 2), "9.95"), Order.of("b", Map.of(), "100.00"));
    Pipeline pipeline = Pipelines.create("--enforceEncodability");
    Gathered<Order> back = new Gathered<>();
    Gathered<String> cheap = new Gathered<>();
    PCollection<Order> input = pipeline.apply(Create.of(orders));
    input.apply(Convert.toRows()).apply(Convert.fromRows(Order.class)).apply(back);
    input
        .apply(
            Filter.<Order>create()
                .whereFieldName("price", (BigDecimal price) -> price.intValue() < 50))
        .apply(ParDo.of(new CustomerFn()))
        .apply("GatherCheap", cheap);
    pipeline.run();

    // Compared as text: Beam's maps are not equal to others of the same content.
    assertThat(back.elements())
        .extracting(Order::describe)
        .containsExactlyInAnyOrderElementsOf(orders.stream().map(Order::describe).toList());
    assertThat(cheap.elements()).containsExactly("a");
  }
}
