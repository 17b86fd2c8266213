// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Numbers;
import java.util.List;
import org.apache.beam.sdk.coders.BigEndianIntegerCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/**
 * A form in which small integers can be keys.
 *
 * @param coder the coder of the keys
 * @param key makes a key
 * @param number makes a number of it again
 */
record KeyForm<K>(
    Coder<K> coder, SerializableFunction<Integer, K> key, SerializableFunction<K, Integer> number) {
  private static final Schema SCHEMA = Schema.builder().addInt32Field("number").build();

  private static final List<KeyForm<?>> ALL =
      List.of(
          new KeyForm<>(VarIntCoder.of(), number -> number, key -> key),
          new KeyForm<>(BigEndianIntegerCoder.of(), number -> number, key -> key),
          new KeyForm<>(StringUtf8Coder.of(), String::valueOf, Integer::valueOf),
          new KeyForm<>(
              NullableCoder.of(StringUtf8Coder.of()),
              number -> number == 0 ? null : String.valueOf(number),
              key -> key == null ? 0 : Integer.valueOf(key)),
          new KeyForm<>(
              ByteArrayCoder.of(), number -> new byte[] {number.byteValue()}, key -> (int) key[0]),
          new KeyForm<>(ListCoder.of(VarIntCoder.of()), List::of, key -> key.get(0)),
          new KeyForm<>(
              KvCoder.of(VarIntCoder.of(), StringUtf8Coder.of()),
              number -> KV.of(number, "key"),
              key -> key.getKey()),
          new KeyForm<>(
              RowCoder.of(SCHEMA),
              number -> Row.withSchema(SCHEMA).addValue(number).build(),
              key -> key.getInt32("number")));

  static KeyForm<?> of(int number) {
    return ALL.get(number % ALL.size());
  }

  /** Returns the grouping by keys of this form, each group of which becomes one pair. */
  PTransform<PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> group() {
    return new PTransform<>() {
      private static final long serialVersionUID = 1L;

      @Override
      public PCollection<KV<Integer, Long>> expand(PCollection<KV<Integer, Long>> input) {
        return input
            .apply("Key", ParDo.of(new ToKey<>(key)))
            .setCoder(KvCoder.of(coder, VarLongCoder.of()))
            .apply("Group", GroupByKey.create())
            .apply("Digest", ParDo.of(new Digest<>(number)));
      }
    };
  }

  static final class ToKey<K> extends DoFn<KV<Integer, Long>, KV<K, Long>> {
    private static final long serialVersionUID = 1L;

    private final SerializableFunction<Integer, K> key;

    ToKey(SerializableFunction<Integer, K> key) {
      this.key = key;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Long> pair, OutputReceiver<KV<K, Long>> output) {
      // Within the range of a byte.
      output.output(KV.of(key.apply(pair.getKey() % 100), pair.getValue()));
    }
  }

  static final class Digest<K> extends DoFn<KV<K, Iterable<Long>>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final SerializableFunction<K, Integer> number;

    Digest(SerializableFunction<K, Integer> number) {
      this.number = number;
    }

    @ProcessElement
    public void process(
        @Element KV<K, Iterable<Long>> group, OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(number.apply(group.getKey()), Numbers.digest(group.getValue())));
    }
  }
}
