// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the values that tests use: null, longs, strings, pairs, lists, windows and rows of these.
 */
public enum PlainCodec implements Codec<@Nullable Object> {
  INSTANCE;

  /** Returns the codec as one of values that are not null. */
  @SuppressWarnings({"unchecked", "NullAway"})
  public static Codec<Object> codec() {
    return (Codec<Object>) (Codec<?>) INSTANCE;
  }

  @Override
  public void encode(@Nullable Object value, OutputStream out) throws IOException {
    if (value == null) {
      out.write('0');
    } else if (value instanceof Long number) {
      out.write('L');
      BasicCodecs.longs().encode(number, out);
    } else if (value instanceof String text) {
      out.write('S');
      BasicCodecs.strings().encode(text, out);
    } else if (value instanceof Pair pair) {
      out.write('P');
      encode(pair.key(), out);
      encode(pair.value(), out);
    } else if (value instanceof long[] numbers) {
      out.write('A');
      BasicCodecs.integers().encode(numbers.length, out);
      for (long number : numbers) {
        BasicCodecs.longs().encode(number, out);
      }
    } else if (value instanceof Iterable<?> list) {
      out.write('I');
      List<@Nullable Object> values = new ArrayList<>();
      list.forEach(values::add);
      BasicCodecs.integers().encode(values.size(), out);
      for (Object each : values) {
        encode(each, out);
      }
    } else if (value instanceof Window window) {
      out.write('W');
      BasicCodecs.longs().encode(window.start(), out);
      BasicCodecs.longs().encode(window.end(), out);
    } else if (value instanceof Row row) {
      out.write('R');
      encode(row.value(), out);
      BasicCodecs.longs().encode(row.timestamp(), out);
      encode(row.windows(), out);
    } else {
      throw new IOException("no encoding for " + value.getClass());
    }
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // Null is a value like any other.
  public @Nullable Object decode(InputStream in) throws IOException {
    int kind = in.read();
    return switch (kind) {
      case '0' -> null;
      case 'L' -> BasicCodecs.longs().decode(in);
      case 'S' -> BasicCodecs.strings().decode(in);
      case 'P' -> new Pair(decode(in), decode(in));
      case 'A' -> {
        long[] numbers = new long[BasicCodecs.integers().decode(in)];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = BasicCodecs.longs().decode(in);
        }
        yield numbers;
      }
      case 'I' -> {
        int size = BasicCodecs.integers().decode(in);
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          values.add(decode(in));
        }
        yield values;
      }
      case 'W' -> new Window(BasicCodecs.longs().decode(in), BasicCodecs.longs().decode(in));
      case 'R' -> new Row(decode(in), BasicCodecs.longs().decode(in), (List<Window>) decode(in));
      default -> throw new IOException("not an encoding: " + kind);
    };
  }
}
