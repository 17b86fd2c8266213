// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import dev.pathway.beam.engine.spi.CombineModel;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Accumulation;
import dev.pathway.beam.translation.coder.CoderCodec;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.jspecify.annotations.Nullable;

/**
 * Counts rows; refuses to have less than none.
 *
 * @param transform the full name of the transform whose rows are counted
 */
record Occurrences(String transform) implements CombineModel {
  @Override
  public Accumulation<@Nullable Object, Object> accumulation(JobContext job, String name) {
    return new Counting();
  }

  @Override
  public Object extract(Object accumulator) {
    return accumulator;
  }

  @Override
  public Codec<Object> accumulatorCodec() {
    return CoderCodec.of(VarLongCoder.of());
  }

  @Override
  public Total total() {
    return new Rows(transform);
  }

  private record Rows(String transform) implements Total {
    @Override
    public long of(@Nullable Object input) {
      return 1;
    }

    @Override
    public Object result(long sum) {
      return sum;
    }

    @Override
    public String tooFew(@Nullable Object key, long count) {
      return Changes.tooFew(transform, String.valueOf(key), count);
    }
  }

  private static final class Counting implements Accumulation<@Nullable Object, Object> {
    @Override
    public Object create() {
      return 0L;
    }

    @Override
    public Object add(Object accumulator, @Nullable Object value) {
      return (Long) accumulator + 1;
    }

    @Override
    public Object merge(Object into, Object from) {
      return (Long) into + (Long) from;
    }
  }
}
