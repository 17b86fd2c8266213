// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.Arrays;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;

/**
 * Puts each element under its destination and shard. The shard is a function of the element's
 * encoding, so that a change of an element changes one shard.
 *
 * @param sink the write
 * @param elements the coder of elements
 */
record AssignShards(ShardedSink sink, Coder<Object> elements) implements StepSpec {
  private static final int SPREAD = 0x9E3779B9;

  @Override
  public StepFn create() {
    return new Fn(sink, elements);
  }

  private static final class Fn implements StepFn {
    private final ShardedSink sink;
    private final Coder<Object> elements;
    private int shards;
    private Receiver output = element -> {};

    Fn(ShardedSink sink, Coder<Object> elements) {
      this.sink = sink;
      this.elements = elements;
    }

    @Override
    public void setup(StepContext context) {
      shards = sink.shards(context);
      output = context.output(0);
    }

    @Override
    @SuppressWarnings("unchecked") // elements are windowed values
    public void process(Object element) throws Exception {
      WindowedValue<Object> row = (WindowedValue<Object>) element;
      Object value = row.getValue();
      Object sharded = KV.of(KV.of(sink.destinations().getDestination(value), shard(value)), value);
      output.accept(
          sink.windowed() ? row.withValue(sharded) : WindowedValues.valueInGlobalWindow(sharded));
    }

    private int shard(Object value) throws CoderException {
      if (shards == 1) {
        return 0;
      }
      int hash = Arrays.hashCode(CoderUtils.encodeToByteArray(elements, value));
      int spread = (hash ^ (hash >>> 15)) * SPREAD;
      return (int) ((Integer.toUnsignedLong(spread) * shards) >>> Integer.SIZE);
    }
  }
}
