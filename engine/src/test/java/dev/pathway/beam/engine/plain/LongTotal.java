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
import org.jspecify.annotations.Nullable;

/** Adds up a long for each value; an accumulator is an array of one. */
public abstract class LongTotal implements CombineModel {
  /** Returns what a value adds to the total. */
  protected abstract long of(@Nullable Object value);

  @Override
  public final Accumulation<@Nullable Object, Object> accumulation(JobContext job, String name) {
    return new Accumulation<@Nullable Object, Object>() {
      @Override
      public Object create() {
        return new long[1];
      }

      @Override
      public Object add(Object accumulator, @Nullable Object value) {
        ((long[]) accumulator)[0] += of(value);
        return accumulator;
      }

      @Override
      public Object merge(Object into, Object from) {
        ((long[]) into)[0] += ((long[]) from)[0];
        return into;
      }
    };
  }

  @Override
  public Total total() {
    return new Numbers(this);
  }

  private record Numbers(LongTotal model) implements Total {
    @Override
    public long of(@Nullable Object input) {
      return model.of(input);
    }

    @Override
    public Object result(long sum) {
      return sum;
    }
  }

  @Override
  public final @Nullable Object extract(Object accumulator) {
    return ((long[]) accumulator)[0];
  }

  @Override
  public final Codec<Object> accumulatorCodec() {
    return new Codec<>() {
      @Override
      public void encode(Object value, OutputStream out) throws IOException {
        BasicCodecs.longs().encode(((long[]) value)[0], out);
      }

      @Override
      public Object decode(InputStream in) throws IOException {
        return new long[] {BasicCodecs.longs().decode(in)};
      }
    };
  }
}
