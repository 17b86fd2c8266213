// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Numbers;
import dev.pathway.beam.runner.law.model.Queries;
import dev.pathway.beam.runner.law.model.Step;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.JavaFieldSchema;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.apache.beam.sdk.schemas.annotations.SchemaCreate;
import org.apache.beam.sdk.schemas.transforms.AddFields;
import org.apache.beam.sdk.schemas.transforms.Convert;
import org.apache.beam.sdk.schemas.transforms.DropFields;
import org.apache.beam.sdk.schemas.transforms.Filter;
import org.apache.beam.sdk.schemas.transforms.Group;
import org.apache.beam.sdk.schemas.transforms.RenameFields;
import org.apache.beam.sdk.schemas.transforms.Select;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/** Steps on rows with a schema. */
final class RowSteps {
  static final String NUMBER = "number";
  static final String VALUE = "value";

  private static final Schema SCHEMA =
      Schema.builder()
          .addInt32Field(NUMBER)
          .addInt64Field(VALUE)
          .addNullableField("text", FieldType.STRING)
          .build();

  private RowSteps() {}

  static PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> of(
      Step step) {
    int number = step.number();
    return Pairs.compose(
        pairs -> {
          PCollection<Row> rows = rows(pairs);
          return switch (step.operator()) {
            case SELECT ->
                rows.apply(Select.fieldNames(VALUE)).apply(Pairs.map(RowSteps::byParity));
            case ROW_FILTER ->
                rows.apply(Filter.<Row>create().whereFieldName(VALUE, (Long v) -> v > number))
                    .apply(Pairs.map(RowSteps::pair));
            case ROW_FIELDS ->
                rows.apply(AddFields.<Row>create().field("extra", FieldType.INT64, 7L))
                    .apply(RenameFields.<Row>create().rename(VALUE, "worth"))
                    .apply(DropFields.fields("text"))
                    .apply(Pairs.map(RowSteps::withExtra));
            case CONVERT ->
                rows.apply(DropFields.fields("text"))
                    .apply("ToObject", Convert.to(Worth.class))
                    .apply(
                        "Double",
                        MapElements.into(TypeDescriptor.of(Worth.class)).via(Worth::doubled))
                    .apply("FromObject", Convert.toRows())
                    .apply(Pairs.map(RowSteps::pair));
            case ROW_GROUP -> step.variant(2) == 0 ? aggregated(rows) : grouped(rows);
            default -> throw new IllegalStateException("There is no pipeline of " + step);
          };
        });
  }

  /** Returns pairs as rows, every other of which has a text. */
  static PCollection<Row> rows(PCollection<KV<Integer, Long>> pairs) {
    return pairs
        .apply("ToRow", MapElements.into(TypeDescriptors.rows()).via(RowSteps::row))
        .setRowSchema(SCHEMA);
  }

  private static Row row(KV<Integer, Long> pair) {
    return Row.withSchema(SCHEMA)
        .addValues(pair.getKey(), pair.getValue(), pair.getValue() % 2 == 0 ? Queries.TEXT : null)
        .build();
  }

  private static KV<Integer, Long> pair(Row row) {
    return KV.of(row.getInt32(NUMBER), row.getInt64(VALUE));
  }

  private static KV<Integer, Long> byParity(Row row) {
    long value = row.getInt64(VALUE);
    return KV.of(Math.floorMod(value, 2), value);
  }

  private static KV<Integer, Long> withExtra(Row row) {
    return KV.of(row.getInt32(NUMBER), row.getInt64("worth") + row.getInt64("extra"));
  }

  private static PCollection<KV<Integer, Long>> aggregated(PCollection<Row> rows) {
    return rows.apply(
            Group.<Row>byFieldNames(NUMBER)
                .aggregateField(VALUE, Sum.ofLongs(), "sum")
                .aggregateField(VALUE, Max.ofLongs(), "max"))
        .apply(Pairs.map(RowSteps::sumAndMax));
  }

  private static KV<Integer, Long> sumAndMax(Row row) {
    Row value = row.getRow(VALUE);
    return KV.of(
        row.getRow("key").getInt32(NUMBER),
        Numbers.mix(value.getInt64("sum"), value.getInt64("max")));
  }

  private static PCollection<KV<Integer, Long>> grouped(PCollection<Row> rows) {
    return rows.apply(Group.byFieldNames(NUMBER))
        .apply(
            Pairs.map(
                row -> KV.of(row.getRow("key").getInt32(NUMBER), digest(row.getIterable(VALUE)))));
  }

  /** Returns the digest of the values of some rows. */
  static long digest(Iterable<Row> rows) {
    List<Long> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.getInt64(VALUE)));
    return Numbers.digest(values);
  }

  /** A pair as an object with a schema. */
  @DefaultSchema(JavaFieldSchema.class)
  public static final class Worth {
    /** The key. */
    public final int number;

    /** The value. */
    public final long value;

    /** Makes one. */
    @SchemaCreate
    public Worth(int number, long value) {
      this.number = number;
      this.value = value;
    }

    Worth doubled() {
      return new Worth(number, Numbers.bound(value * 2));
    }
  }
}
