// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.translation.compat.WriteOperations;
import java.io.Serializable;
import org.apache.beam.sdk.io.FileBasedSink.DynamicDestinations;
import org.apache.beam.sdk.io.FileBasedSink.FileResult;
import org.apache.beam.sdk.io.FileBasedSink.WriteOperation;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.ValueProvider;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of an incremental write know of it.
 *
 * @param id the transform's id
 * @param operation what opens its writers
 * @param windowed whether there are files for each window
 * @param asked the number of shards that the user asks for, null if none
 * @param single whether a destination has one shard if the user asks for no number; else it has as
 *     many as there are workers in the first run
 */
record ShardedSink(
    String id,
    WriteOperation<Object, Object> operation,
    boolean windowed,
    @Nullable ValueProvider<Integer> asked,
    boolean single)
    implements Serializable {

  /** Returns the number of shards of each destination and window. */
  int shards(StepContext context) {
    Integer number = asked == null ? null : asked.get();
    if (asked != null && (number == null || number < 1)) {
      throw new IllegalArgumentException("the number of shards must be positive: " + number);
    }
    return StagedFiles.of(context.job())
        .shards(id, number, single ? 1 : context.job().parallelism());
  }

  /** Returns the destinations. */
  @SuppressWarnings("unchecked") // its elements are those that are written
  DynamicDestinations<Object, Object, Object> destinations() {
    return (DynamicDestinations<Object, Object, Object>)
        operation.getSink().getDynamicDestinations();
  }

  /**
   * Returns the file of a shard.
   *
   * @param row a row in the window of the file
   */
  ResourceId file(@Nullable Object destination, int shard, int shards, WindowedValue<?> row) {
    BoundedWindow window = row.getWindows().iterator().next();
    // A file has a name of its own for each pane, and each window fires once.
    return new FileResult<>(
            operation.getTempDirectory(),
            shard,
            window,
            PaneInfo.ON_TIME_AND_ONLY_FIRING,
            destination)
        .getDestinationFile(
            windowed, destinations(), shards, WriteOperations.hints(operation.getSink()));
  }
}
