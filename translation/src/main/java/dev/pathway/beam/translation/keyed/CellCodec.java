// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.codec.Varint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the contents of a state are written and read, with the coders it was declared with. What has
 * several elements has a byte 1 in front of each and a byte 0 behind the last.
 *
 * @param kind the kind of state
 * @param writer writes the contents of a state that is not empty
 * @param reader reads contents into a state that is empty
 */
record CellCodec<S extends State>(CellKind kind, Writer<S> writer, Reader<S> reader) {
  private static final int END = 0;
  private static final int NEXT = 1;

  /** Writes the contents of a state. */
  @FunctionalInterface
  interface Writer<S> {
    void write(S state, OutputStream out) throws IOException;
  }

  /** Reads contents into a state. */
  @FunctionalInterface
  interface Reader<S> {
    void read(InputStream in, S state) throws IOException;
  }

  @SuppressWarnings("unchecked") // one name always has the same kind of state
  void encode(State state, OutputStream out) throws IOException {
    writer.write((S) state, out);
  }

  @SuppressWarnings("unchecked") // the kind was compared
  void decode(InputStream in, State state) throws IOException {
    reader.read(in, (S) state);
  }

  static <T> CellCodec<ValueState<T>> value(Coder<T> coder) {
    return new CellCodec<>(
        CellKind.VALUE,
        (state, out) -> writeNullable(coder, state.read(), out),
        (in, state) -> state.write(readNullable(coder, in)));
  }

  static <T> CellCodec<BagState<T>> bag(Coder<T> coder) {
    return new CellCodec<>(
        CellKind.BAG,
        (state, out) -> writeAll(coder, state.read(), out),
        (in, state) -> {
          while (hasNext(in)) {
            state.add(coder.decode(in));
          }
        });
  }

  static <T> CellCodec<SetState<T>> set(Coder<T> coder) {
    return new CellCodec<>(
        CellKind.SET,
        (state, out) -> writeAll(coder, state.read(), out),
        (in, state) -> {
          while (hasNext(in)) {
            state.add(coder.decode(in));
          }
        });
  }

  static <K, V> CellCodec<MapState<K, V>> map(Coder<K> keys, Coder<V> values) {
    return new CellCodec<>(
        CellKind.MAP,
        (state, out) -> writeEntries(keys, values, state.entries().read(), out),
        (in, state) -> {
          while (hasNext(in)) {
            K key = keys.decode(in);
            state.put(key, readNullable(values, in));
          }
        });
  }

  static <K, V> CellCodec<MultimapState<K, V>> multimap(Coder<K> keys, Coder<V> values) {
    return new CellCodec<>(
        CellKind.MULTIMAP,
        (state, out) -> writeEntries(keys, values, state.entries().read(), out),
        (in, state) -> {
          while (hasNext(in)) {
            K key = keys.decode(in);
            state.put(key, readNullable(values, in));
          }
        });
  }

  static <T> CellCodec<OrderedListState<T>> orderedList(Coder<T> coder) {
    return new CellCodec<>(
        CellKind.ORDERED_LIST,
        (state, out) -> {
          for (TimestampedValue<T> element : state.read()) {
            out.write(NEXT);
            writeTime(element.getTimestamp(), out);
            coder.encode(element.getValue(), out);
          }
          out.write(END);
        },
        (in, state) -> {
          while (hasNext(in)) {
            Instant time = readTime(in);
            state.add(TimestampedValue.of(coder.decode(in), time));
          }
        });
  }

  static <I, A, O> CellCodec<CombiningState<I, A, O>> combining(Coder<A> coder) {
    return new CellCodec<>(
        CellKind.COMBINING,
        (state, out) -> coder.encode(state.getAccum(), out),
        (in, state) -> state.addAccum(coder.decode(in)));
  }

  static CellCodec<HoldState> hold() {
    return new CellCodec<>(
        CellKind.HOLD,
        (state, out) -> writeTime(state.read(), out),
        (in, state) -> state.restore(readTime(in)));
  }

  static void writeTime(Instant time, OutputStream out) throws IOException {
    Varint.write(Varint.fromSigned(time.getMillis()), out);
  }

  static Instant readTime(InputStream in) throws IOException {
    return Instant.ofEpochMilli(Varint.toSigned(Varint.read(in)));
  }

  private static <T> void writeAll(Coder<T> coder, Iterable<T> elements, OutputStream out)
      throws IOException {
    for (T element : elements) {
      out.write(NEXT);
      coder.encode(element, out);
    }
    out.write(END);
  }

  private static <K, V> void writeEntries(
      Coder<K> keys, Coder<V> values, Iterable<Map.Entry<K, V>> entries, OutputStream out)
      throws IOException {
    for (Map.Entry<K, V> entry : entries) {
      out.write(NEXT);
      keys.encode(entry.getKey(), out);
      writeNullable(values, entry.getValue(), out);
    }
    out.write(END);
  }

  private static boolean hasNext(InputStream in) throws IOException {
    int next = in.read();
    if (next != NEXT && next != END) {
      throw new IOException("neither an element nor an end, but " + next);
    }
    return next == NEXT;
  }

  private static <T> void writeNullable(Coder<T> coder, @Nullable T value, OutputStream out)
      throws IOException {
    if (value == null) {
      out.write(END);
    } else {
      out.write(NEXT);
      coder.encode(value, out);
    }
  }

  @SuppressWarnings("NullAway") // states may be written null, whatever their type says
  private static <T> T readNullable(Coder<T> coder, InputStream in) throws IOException {
    return hasNext(in) ? coder.decode(in) : null;
  }
}
