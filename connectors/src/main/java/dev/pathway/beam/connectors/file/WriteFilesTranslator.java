// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.compat.FileGathering;
import dev.pathway.beam.translation.compat.WriteOperations;
import dev.pathway.beam.translation.dofn.ParDoSpec;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.util.Optional;
import java.util.UUID;
import org.apache.beam.sdk.io.FileBasedSink.WriteOperation;
import org.apache.beam.sdk.io.WriteFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WriteFiles by its parts, the functions among which become {@linkplain FileStep steps} that end
 * bundles by rows only, since without a number of shards each bundle writes a file, and that keep
 * track of temporary files. In incremental jobs, {@link IncrementalWrite} instead.
 */
public final class WriteFilesTranslator implements TransformTranslator {
  private static final Logger LOG = LoggerFactory.getLogger(WriteFilesTranslator.class);

  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    if (context.incremental()) {
      IncrementalWrite.translate(transform, context);
    } else {
      translateParts(transform, context);
    }
  }

  private static void translateParts(TransformNode transform, TranslationContext context) {
    Optional<String> missing = FileGathering.missing();
    if (missing.isPresent()) {
      context.problem(transform, missing.get());
      return;
    }
    String writeId = UUID.randomUUID().toString();
    try {
      track((WriteFiles<?, ?, ?>) transform.applied().getTransform(), writeId);
    } catch (IllegalStateException e) {
      LOG.warn(
          "'{}' leaves temporary files behind if the job fails: {}",
          transform.name(),
          e.getMessage());
    }
    for (PlanNode part : context.parts(transform)) {
      context.add(
          part instanceof StepNode step && step.step() instanceof ParDoSpec parDo
              ? step.with(new FileStep(parDo, writeId), step.kind())
              : part);
    }
  }

  private static <DestinationT, OutputT> void track(
      WriteFiles<?, DestinationT, OutputT> write, String writeId) {
    WriteOperation<DestinationT, OutputT> operation = WriteOperations.get(write);
    WriteOperation<DestinationT, OutputT> own =
        operation instanceof TrackedWriteOperation<DestinationT, OutputT> tracked
            ? tracked.own()
            : operation;
    WriteOperations.set(
        write, new TrackedWriteOperation<>(own, write.getWindowedWrites(), writeId));
  }
}
