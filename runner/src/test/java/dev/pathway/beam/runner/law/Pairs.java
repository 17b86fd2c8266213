// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Span;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/** What every collection of a random pipeline is of. */
final class Pairs {
  static final Coder<KV<Integer, Long>> CODER = KvCoder.of(VarIntCoder.of(), VarLongCoder.of());
  static final TypeDescriptor<KV<Integer, Long>> TYPE =
      TypeDescriptors.kvs(TypeDescriptors.integers(), TypeDescriptors.longs());

  private Pairs() {}

  /** A transform of pairs into pairs. */
  interface Transform
      extends SerializableFunction<
          PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> {}

  static PTransform<PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> compose(
      Transform transform) {
    return PTransform.compose(transform);
  }

  /** Returns the step that makes a pair of each element. */
  static <T> MapElements<T, KV<Integer, Long>> map(
      SerializableFunction<T, KV<Integer, Long>> function) {
    return MapElements.into(TYPE).via(function);
  }

  /** Returns the step that makes a value of what each key has. */
  static <T> MapElements<KV<Integer, T>, KV<Integer, Long>> toValue(
      SerializableFunction<T, Long> function) {
    return map(pair -> KV.of(pair.getKey(), function.apply(pair.getValue())));
  }

  /** Returns the step that puts something made of each element under key 0. */
  static <T> MapElements<T, KV<Integer, Long>> toZero(SerializableFunction<T, Long> function) {
    return map(element -> KV.of(0, function.apply(element)));
  }

  static ParDo.SingleOutput<KV<Integer, Long>, KV<Integer, Long>> parDo(
      DoFn<KV<Integer, Long>, KV<Integer, Long>> fn) {
    return ParDo.of(fn);
  }

  /** Returns a window as the model has it. */
  static Span span(BoundedWindow window) {
    if (window instanceof GlobalWindow) {
      return Span.GLOBAL;
    }
    IntervalWindow interval = (IntervalWindow) window;
    return new Span(interval.start().getMillis(), interval.end().getMillis());
  }
}
