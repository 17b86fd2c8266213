// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.jspecify.annotations.Nullable;

/**
 * Puts out all shards of the default destination if there is no destination with elements.
 *
 * @param sink the write
 */
record DefaultShards(ShardedSink sink) implements StepSpec {
  /** Stands for a destination that has elements. */
  static final int DESTINATION = 1;

  /** Is there in any case, so that something is there to be looked at. */
  static final int ALWAYS = 0;

  @Override
  public StepFn create() {
    return new Fn(sink);
  }

  private static final class Fn extends ShardsFn {
    private final ShardedSink sink;

    Fn(ShardedSink sink) {
      super(sink);
      this.sink = sink;
    }

    @Override
    void process(WindowedValue<KV<Object, Iterable<Integer>>> group, int shardCount) {
      for (int each : group.getValue().getValue()) {
        if (each == DESTINATION) {
          return;
        }
      }
      Object destination = sink.destinations().getDefaultDestination();
      for (int shard = 0; shard < shardCount; shard++) {
        emit(0, WindowedValues.valueInGlobalWindow(KV.of(KV.of(destination, shard), null)));
      }
    }
  }

  /** Puts out {@link #ALWAYS} for an impulse. */
  static final class Seed implements StepSpec {
    private static final long serialVersionUID = 1L;

    @Override
    public StepFn create() {
      return new SeedFn();
    }
  }

  private static final class SeedFn implements StepFn {
    private @Nullable StepContext context;

    @Override
    public void setup(StepContext given) {
      context = given;
    }

    @Override
    public void process(Object element) {
      if (context != null) {
        context.output(0).accept(((WindowedValue<?>) element).withValue(KV.of(null, ALWAYS)));
      }
    }
  }
}
