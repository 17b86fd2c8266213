// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** Says which shards of a write there are to be, from what groups of numbers say about them. */
abstract class ShardsFn implements StepFn {
  private final ShardedSink sink;
  private @Nullable StepContext context;
  private int shards;

  /** Creates the function for a write. */
  ShardsFn(ShardedSink sink) {
    this.sink = sink;
  }

  @Override
  public final void setup(StepContext given) {
    shards = sink.shards(given);
    context = given;
  }

  @Override
  @SuppressWarnings("unchecked") // elements are windowed groups
  public final void process(Object element) {
    process((WindowedValue<KV<Object, Iterable<Integer>>>) element, shards);
  }

  /** Handles a group, where a destination of the write has so many shards. */
  abstract void process(WindowedValue<KV<Object, Iterable<Integer>>> group, int shardCount);

  /** Puts out a row. */
  final void emit(int output, WindowedValue<?> row) {
    if (context == null) {
      throw new IllegalStateException("not set up");
    }
    context.output(output).accept(row);
  }
}
