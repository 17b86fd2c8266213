// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.transforms.Filter;
import org.apache.beam.sdk.schemas.transforms.Group;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/** Pairs as rows with a schema, filtered and summed up by a field. */
final class RowsByKey
    extends PTransform<PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> {
  private static final long serialVersionUID = 1L;
  private static final Schema SCHEMA =
      Schema.builder().addInt32Field("number").addInt64Field("value").build();

  @Override
  public PCollection<KV<Integer, Long>> expand(PCollection<KV<Integer, Long>> input) {
    return input
        .apply("ToRow", ParDo.of(new ToRow()))
        .setRowSchema(SCHEMA)
        .apply("Filter", Filter.<Row>create().whereFieldName("value", (Long value) -> value > 2))
        .apply(
            "Group",
            Group.<Row>byFieldNames("number").aggregateField("value", Sum.ofLongs(), "sum"))
        .apply("FromRow", ParDo.of(new FromRow()));
  }

  static final class ToRow extends DoFn<KV<Integer, Long>, Row> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<Integer, Long> pair, OutputReceiver<Row> output) {
      output.output(Row.withSchema(SCHEMA).addValues(pair.getKey(), pair.getValue()).build());
    }
  }

  static final class FromRow extends DoFn<Row, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Row row, OutputReceiver<KV<Integer, Long>> output) {
      output.output(
          KV.of(row.getRow("key").getInt32("number"), row.getRow("value").getInt64("sum")));
    }
  }
}
