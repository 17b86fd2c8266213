// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.files.FileChanges;
import dev.pathway.beam.translation.source.BoundedRead;
import dev.pathway.beam.translation.source.Deduplication;
import dev.pathway.beam.translation.source.PieceListing;
import dev.pathway.beam.translation.source.PieceRead;
import dev.pathway.beam.translation.source.RecordIds;
import dev.pathway.beam.translation.source.UnboundedRead;
import dev.pathway.beam.translation.spi.ChangeSource;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.util.construction.SplittableParDo.PrimitiveBoundedRead;
import org.apache.beam.sdk.util.construction.SplittableParDo.PrimitiveUnboundedRead;
import org.apache.beam.sdk.values.ValueWithRecordId.ValueWithRecordIdCoder;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * Read of a bounded or an unbounded source. One that knows what of it has changed is listed, in an
 * incremental job, and a step reads what is new.
 */
final class ReadTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    if (transform.transform() instanceof PrimitiveBoundedRead<?> read) {
      translate(read.getSource(), transform, context);
    } else if (transform.transform() instanceof PrimitiveUnboundedRead<?> read) {
      translate(read.getSource(), transform, context);
    } else {
      throw new IllegalStateException(
          "a Read is of a bounded or an unbounded source, and not "
              + transform.transform().getClass());
    }
  }

  private static void translate(
      BoundedSource<?> source, TransformNode transform, TranslationContext context) {
    String output = context.declare(Ports.output(transform));
    ChangeSource changes =
        context.incremental()
            ? FileChanges.of(source, context.changeDetection()).orElse(null)
            : null;
    if (changes == null) {
      context.add(
          new SourceNode(
              transform.id(),
              transform.name(),
              output,
              new BoundedRead(source, transform.name(), context.options())));
      return;
    }
    String pieces =
        context.declare(
            output + "/pieces",
            context.pcollection(output).getName() + "/pieces",
            PieceListing.CODER,
            WindowingStrategy.globalDefault());
    context.add(
        new SourceNode(
            transform.id() + "/pieces",
            transform.name(),
            pieces,
            new PieceListing(changes, transform.name(), context.options())));
    context.add(
        new StepNode(
            transform.id(),
            transform.name(),
            List.of(pieces),
            pieces,
            List.of(output),
            List.of(),
            new PieceRead(transform.name(), context.options()),
            "Read of files"));
  }

  private static void translate(
      UnboundedSource<?, ?> source, TransformNode transform, TranslationContext context) {
    UnboundedRead read = new UnboundedRead(source, transform.name(), context.options());
    String output = context.declare(Ports.output(transform));
    if (!source.requiresDeduping()) {
      context.add(new SourceNode(transform.id(), transform.name(), output, read));
      return;
    }
    Coder<?> coder = context.pcollection(output).getCoder();
    String records = records("/records", coder, output, context);
    context.add(new SourceNode(transform.id(), transform.name(), records, read));
    String exchanged = records("/exchanged", coder, output, context);
    context.add(
        new ExchangeNode(
            transform.id() + "/ids",
            transform.name() + "/ByRecordId",
            List.of(records),
            records,
            exchanged,
            new RecordIds(coder)));
    context.add(
        new StepNode(
            transform.id() + "/deduplication",
            transform.name() + "/Deduplication",
            List.of(exchanged),
            exchanged,
            List.of(output),
            List.of(),
            new Deduplication(),
            "Deduplication"));
  }

  /** Declares a collection of records with their ids, and returns its own id. */
  private static String records(
      String suffix, Coder<?> coder, String output, TranslationContext context) {
    return context.declare(
        output + suffix,
        context.pcollection(output).getName() + suffix,
        ValueWithRecordIdCoder.of(coder),
        WindowingStrategy.globalDefault());
  }
}
