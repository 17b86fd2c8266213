// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Joins;
import dev.pathway.beam.runner.law.model.Numbers;
import dev.pathway.beam.runner.law.model.Queries;
import dev.pathway.beam.runner.law.model.Step;
import java.util.List;
import org.apache.beam.sdk.extensions.sql.SqlTransform;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.jspecify.annotations.Nullable;

/** Steps that are queries of Beam SQL. */
final class SqlSteps {
  private static final List<String> TABLES = List.of("l", "r");

  private final Step step;

  private SqlSteps(Step step) {
    this.step = step;
  }

  static PCollection<KV<Integer, Long>> apply(
      Step step, String name, List<PCollection<KV<Integer, Long>>> inputs) {
    SqlSteps steps = new SqlSteps(step);
    PCollectionTuple tables = PCollectionTuple.empty(inputs.get(0).getPipeline());
    for (int i = 0; i < inputs.size(); i++) {
      PCollection<Row> rows =
          inputs.get(i).apply(name + "Rows" + i, PTransform.compose(RowSteps::rows));
      tables = tables.and(new TupleTag<>(TABLES.get(i)), rows);
    }
    return tables
        .apply(name, SqlTransform.query(steps.query()))
        .apply(name + "Pairs", Pairs.map(steps.pair()));
  }

  private String query() {
    return switch (step.operator()) {
      case SQL_SELECT ->
          "SELECT `number`, `value` + CHAR_LENGTH(COALESCE(`text`, '?')) AS total FROM l"
              + " WHERE `value` > "
              + step.number()
              + " OR `text` IS NULL";
      case SQL_DISTINCT -> "SELECT DISTINCT `number`, `value` FROM l";
      case SQL_GROUP ->
          "SELECT `number`, SUM(`value`) AS total, MAX(`value`) AS most, COUNT(*) AS n FROM l"
              + " GROUP BY `number` HAVING COUNT(`text`) > "
              + Queries.texts(step);
      case SQL_SETS ->
          "SELECT `number`, `value` FROM l "
              + Queries.Set.of(step).name().replace('_', ' ')
              + " SELECT `number`, `value` FROM r";
      case SQL_JOIN ->
          "SELECT l.`number` AS a, l.`value` AS b, r.`number` AS c, r.`value` AS d"
              + " FROM l "
              + List.of("INNER", "LEFT", "RIGHT", "FULL").get(step.variant(4))
              + " JOIN r ON l.`number` = r.`number`";
      default -> throw new IllegalStateException("There is no query of " + step);
    };
  }

  private SerializableFunction<Row, KV<Integer, Long>> pair() {
    return switch (step.operator()) {
      case SQL_SELECT -> row -> KV.of(row.getInt32(0), Numbers.bound(number(row.getValue(1))));
      case SQL_GROUP -> SqlSteps::group;
      case SQL_JOIN -> SqlSteps::join;
      default -> row -> KV.of(row.getInt32(0), row.getInt64(1));
    };
  }

  private static KV<Integer, Long> group(Row row) {
    return KV.of(
        row.getInt32(0),
        Numbers.mix(Numbers.mix(row.getInt64(1), row.getInt64(2)), row.getInt64(3)));
  }

  private static KV<Integer, Long> join(Row row) {
    Integer left = row.getInt32(0);
    return KV.of(
        left == null ? row.getInt32(2) : left,
        Numbers.mix(number(row.getInt64(1)), number(row.getInt64(3))));
  }

  private static long number(@Nullable Number value) {
    return value == null ? Joins.MISSING : value.longValue();
  }
}
