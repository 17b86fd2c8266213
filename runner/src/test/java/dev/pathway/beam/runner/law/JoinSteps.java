// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Joins;
import dev.pathway.beam.runner.law.model.Numbers;
import dev.pathway.beam.runner.law.model.Step;
import org.apache.beam.sdk.extensions.joinlibrary.Join;
import org.apache.beam.sdk.schemas.transforms.CoGroup;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.jspecify.annotations.Nullable;

/** Steps that join two collections. */
final class JoinSteps {
  private static final String LEFT = "lhs";
  private static final String RIGHT = "rhs";
  private static final TupleTag<Long> LEFT_VALUES = new TupleTag<>(LEFT);
  private static final TupleTag<Long> RIGHT_VALUES = new TupleTag<>(RIGHT);

  private JoinSteps() {}

  static PCollection<KV<Integer, Long>> apply(
      Step step,
      String name,
      PCollection<KV<Integer, Long>> left,
      PCollection<KV<Integer, Long>> right) {
    String mix = name + "Mix";
    return switch (step.operator()) {
      case CO_GROUP_BY_KEY ->
          KeyedPCollectionTuple.of(LEFT_VALUES, left)
              .and(RIGHT_VALUES, right)
              .apply(name, CoGroupByKey.create())
              .apply(mix, Pairs.toValue(JoinSteps::digest));
      case INNER_JOIN ->
          Join.innerJoin(name, left, right).apply(mix, Pairs.toValue(JoinSteps::mix));
      case LEFT_JOIN ->
          Join.leftOuterJoin(name, left, right, Joins.MISSING)
              .apply(mix, Pairs.toValue(JoinSteps::mix));
      case RIGHT_JOIN ->
          Join.rightOuterJoin(name, left, right, Joins.MISSING)
              .apply(mix, Pairs.toValue(JoinSteps::mix));
      case FULL_JOIN ->
          Join.fullOuterJoin(name, left, right, Joins.MISSING, Joins.MISSING)
              .apply(mix, Pairs.toValue(JoinSteps::mix));
      case ROW_CO_GROUP ->
          PCollectionTuple.of(LEFT, rows(left, name + LEFT))
              .and(RIGHT, rows(right, name + RIGHT))
              .apply(name, CoGroup.join(CoGroup.By.fieldNames(RowSteps.NUMBER)))
              .apply(mix, Pairs.map(JoinSteps::digest));
      case ROW_JOIN -> rowJoin(step, name, left, right);
      default -> throw new IllegalStateException("There is no pipeline of " + step);
    };
  }

  private static PCollection<Row> rows(PCollection<KV<Integer, Long>> pairs, String name) {
    return pairs.apply(name, PTransform.compose(RowSteps::rows));
  }

  private static PCollection<KV<Integer, Long>> rowJoin(
      Step step,
      String name,
      PCollection<KV<Integer, Long>> left,
      PCollection<KV<Integer, Long>> right) {
    PCollection<Row> others = rows(right, name + RIGHT);
    return rows(left, name + LEFT)
        .apply(
            name,
            (switch (step.variant(4)) {
                  case 0 -> org.apache.beam.sdk.schemas.transforms.Join.<Row, Row>innerJoin(others);
                  case 1 ->
                      org.apache.beam.sdk.schemas.transforms.Join.<Row, Row>leftOuterJoin(others);
                  case 2 ->
                      org.apache.beam.sdk.schemas.transforms.Join.<Row, Row>rightOuterJoin(others);
                  default ->
                      org.apache.beam.sdk.schemas.transforms.Join.<Row, Row>fullOuterJoin(others);
                })
                .using(RowSteps.NUMBER))
        .apply(name + "Mix", Pairs.map(JoinSteps::mix));
  }

  private static long digest(CoGbkResult joined) {
    return Numbers.mix(
        Numbers.digest(joined.getAll(LEFT_VALUES)), Numbers.digest(joined.getAll(RIGHT_VALUES)));
  }

  private static KV<Integer, Long> digest(Row joined) {
    return KV.of(
        joined.getRow("key").getInt32(RowSteps.NUMBER),
        Numbers.mix(
            RowSteps.digest(joined.getIterable(LEFT)), RowSteps.digest(joined.getIterable(RIGHT))));
  }

  private static long mix(KV<Long, Long> joined) {
    return Numbers.mix(joined.getKey(), joined.getValue());
  }

  private static KV<Integer, Long> mix(Row joined) {
    Row left = joined.getRow(LEFT);
    Row right = joined.getRow(RIGHT);
    return KV.of(
        (left == null ? right : left).getInt32(RowSteps.NUMBER),
        Numbers.mix(value(left), value(right)));
  }

  private static long value(@Nullable Row row) {
    return row == null ? Joins.MISSING : row.getInt64(RowSteps.VALUE);
  }
}
