// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.engine.spi.KeyModel;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Values with the number of the pane they came in, as pairs, of which those of a key's latest pane
 * count. Beside {@link LatestPanes}, for values of one window that are grouped already.
 *
 * @param keys the keys of the values
 */
public record NumberedPanes(KeyModel keys) implements Serializable {
  /** Returns the coder of the pairs. */
  public static Coder<?> coder(Coder<?> values) {
    return KvCoder.of(VarLongCoder.of(), values);
  }

  /** Returns a value with the number of the pane that an element came in. */
  static Object number(WindowedValue<?> element, @Nullable Object value) {
    return KV.of(element.getPaneInfo().getIndex(), value);
  }

  /** Returns the values of the latest pane of each key, in their order. */
  @SuppressWarnings("unchecked") // numbered by the grouping in front of it
  public List<@Nullable Object> latest(Iterable<?> numbered) {
    Iterable<KV<Long, Object>> pairs = (Iterable<KV<Long, Object>>) numbered;
    Map<Object, Long> latest = new HashMap<>();
    for (KV<Long, Object> pair : pairs) {
      latest.merge(keys.identity(pair.getValue()), pair.getKey(), Math::max);
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (KV<Long, Object> pair : pairs) {
      if (pair.getKey().equals(latest.get(keys.identity(pair.getValue())))) {
        values.add(pair.getValue());
      }
    }
    return values;
  }
}
