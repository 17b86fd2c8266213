// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.CombineModel;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Accumulation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The largest of longs; an accumulator is that long. */
final class Largest implements CombineModel {
  @Override
  public Accumulation<@Nullable Object, Object> accumulation(JobContext job, String name) {
    return new Accumulation<@Nullable Object, Object>() {
      @Override
      public Object create() {
        return Long.MIN_VALUE;
      }

      @Override
      public Object add(Object accumulator, @Nullable Object value) {
        return Math.max((Long) accumulator, (Long) Objects.requireNonNull(value));
      }

      @Override
      public Object merge(Object into, Object from) {
        return Math.max((Long) into, (Long) from);
      }
    };
  }

  @Override
  public @Nullable Object extract(Object accumulator) {
    return accumulator;
  }

  @Override
  public Codec<Object> accumulatorCodec() {
    return new Codec<>() {
      @Override
      public void encode(Object value, OutputStream out) throws IOException {
        BasicCodecs.longs().encode((Long) value, out);
      }

      @Override
      public Object decode(InputStream in) throws IOException {
        return BasicCodecs.longs().decode(in);
      }
    };
  }
}
