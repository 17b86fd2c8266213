// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.join;

import dev.pathway.beam.engine.spi.JoinModel;
import java.util.Arrays;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Joins rows that carry the tag of their side to rows with a field for each: null where there is no
 * match, if the field can be that.
 *
 * @param schema the schema of the results
 */
public record RowJoin(Schema schema) implements JoinModel {
  private static final int LEFT = 0;
  private static final int RIGHT = 1;

  @Override
  public boolean isLeft(@Nullable Object payload) {
    return OneSide.isLeft(payload);
  }

  @Override
  public boolean keepsUnmatched(boolean left) {
    return schema.getField(left ? RIGHT : LEFT).getType().getNullable();
  }

  @Override
  public Object joined(@Nullable Object key, @Nullable Object left, @Nullable Object right) {
    // As Beam makes them: what is joined has been checked before.
    return Row.withSchema(schema).attachValues(Arrays.asList(value(left), value(right)));
  }

  private static @Nullable Object value(@Nullable Object payload) {
    return payload == null ? null : OneSide.value(payload);
  }
}
