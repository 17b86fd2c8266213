// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.translation.source.UnboundedRead;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.util.Set;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.kafka.KafkaIO.Read;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.PTransform;

/** Translates the reads that {@link PartitionReader} knows how to do. */
final class NativeRead {
  /** By which a job asks for one of Beam's own implementations. */
  private static final Set<String> EXPERIMENTS =
      Set.of(
          "use_sdf_read",
          "beam_fn_api",
          "use_deprecated_read",
          "beam_fn_api_use_deprecated_read",
          "use_unbounded_sdf_wrapper");

  private static final long DEFAULT_POLLING_SECONDS = 2;

  private NativeRead() {}

  /** Returns whether a transform is such a read. */
  static boolean supports(PTransform<?, ?> transform, SerializablePipelineOptions options) {
    return transform instanceof Read<?, ?> read
        && !asksForBeams(options.get())
        && unlimited(read)
        && !read.isRedistributed()
        // It makes one watermark for several partitions, of the record that was read last.
        && read.getWatermarkFn() == null
        && !Boolean.TRUE.equals(read.getOffsetDeduplication())
        && !Boolean.TRUE.equals(read.getLogTopicVerification());
  }

  private static boolean asksForBeams(PipelineOptions options) {
    return EXPERIMENTS.stream()
        .anyMatch(experiment -> ExperimentalOptions.hasExperiment(options, experiment));
  }

  /** Whether a read is of all partitions there are, from a start on and for ever. */
  private static boolean unlimited(Read<?, ?> read) {
    return read.getMaxNumRecords() == Long.MAX_VALUE
        && read.getMaxReadTime() == null
        && read.getStopReadTime() == null
        && read.getCheckStopReadingFn() == null
        && !read.isDynamicRead()
        && read.getBadRecordErrorHandler() == null
        && read.getConsumerPollingTimeout() == DEFAULT_POLLING_SECONDS;
  }

  /** Adds the source of a supported read. */
  static void translate(TransformNode transform, TranslationContext context) {
    String output = transform.proto().getOutputsMap().values().iterator().next();
    context.add(
        new SourceNode(
            transform.id(),
            transform.name(),
            context.declare(output),
            new UnboundedRead(
                source((Read<?, ?>) transform.transform(), context.pcollection(output).getCoder()),
                transform.name(),
                context.options())));
  }

  @SuppressWarnings("unchecked") // the coder is that of the read's own output
  private static <K, V> PartitionsSource<K, V> source(Read<K, V> read, Coder<?> coder) {
    return new PartitionsSource<>(read, (Coder<KafkaRecord<K, V>>) coder);
  }
}
