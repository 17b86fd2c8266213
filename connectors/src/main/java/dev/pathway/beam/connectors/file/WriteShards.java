// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.translation.compat.WriteOperations;
import dev.pathway.beam.translation.spi.Publishing;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.io.FileBasedSink.Writer;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Stages the file of each group of elements by destination and shard that is inserted, and has that
 * of a deleted one deleted, unless the same file is staged anew. Puts out the names of files by
 * destination, and in a second output, if there is one, the shards.
 *
 * @param sink the write
 * @param empty whether files are to be empty, whatever the elements are
 */
record WriteShards(ShardedSink sink, boolean empty) implements Publishing {
  @Override
  public StepFn create() {
    return new Fn(sink, empty, publisher());
  }

  @Override
  public String publisher() {
    return empty ? sink.id() + "/empty" : sink.id();
  }

  private static final class Fn implements StepFn {
    private final ShardedSink sink;
    private final boolean empty;
    private final String publisher;
    private @Nullable StepContext context;
    private int shards;

    Fn(ShardedSink sink, boolean empty, String publisher) {
      this.sink = sink;
      this.empty = empty;
      this.publisher = publisher;
    }

    @Override
    public void setup(StepContext given) {
      shards = sink.shards(given);
      context = given;
    }

    @Override
    @SuppressWarnings("unchecked") // elements are windowed groups
    public void process(Object element) throws Exception {
      StepContext own = context;
      if (own == null) {
        throw new IllegalStateException("not set up");
      }
      WindowedValue<KV<KV<Object, Integer>, Iterable<Object>>> row =
          (WindowedValue<KV<KV<Object, Integer>, Iterable<Object>>>) element;
      KV<Object, Integer> shard = row.getValue().getKey();
      ResourceId file = sink.file(shard.getKey(), shard.getValue(), shards, row);
      StagedFiles files = StagedFiles.of(own.job());
      if (own.diff() > 0) {
        Iterable<Object> content = empty ? List.of() : row.getValue().getValue();
        files.put(file, stage(files.stagingFolder(file), shard.getKey(), content), publisher);
      } else {
        files.remove(file);
      }
      own.output(0).accept(row.withValue(KV.of(shard.getKey(), file.toString())));
      if (!empty) {
        own.output(1).accept(row.withValue(shard));
      }
    }

    private ResourceId stage(
        ResourceId folder, @Nullable Object destination, Iterable<Object> content)
        throws Exception {
      WriteOperations.setTemporaryFolder(sink.operation(), folder);
      Writer<Object, Object> writer = sink.operation().createWriter();
      WriteOperations.setDestination(writer, destination);
      writer.open(UUID.randomUUID().toString());
      try {
        for (Object each : content) {
          writer.write(sink.destinations().formatRecord(each));
        }
      } catch (Throwable t) {
        closeAfter(t, writer);
        throw t;
      }
      writer.close();
      ResourceId staged = writer.getOutputFile();
      OutputFolder.force(staged);
      return staged;
    }

    private static void closeAfter(Throwable failure, Writer<?, ?> writer) {
      try {
        writer.close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
  }
}
