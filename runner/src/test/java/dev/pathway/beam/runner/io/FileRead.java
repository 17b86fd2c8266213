// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.avro.io.AvroIO;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;

/** Ways to read the lines of files that match a pattern, and how such files are written. */
enum FileRead {
  /** A bounded source. */
  TEXT {
    @Override
    PCollection<String> apply(Pipeline pipeline, String pattern) {
      return pipeline.apply("Read", TextIO.read().from(pattern));
    }
  },
  /** A pattern that is matched by a step, whose matches are read by others. */
  TEXT_FILES {
    @Override
    PCollection<String> apply(Pipeline pipeline, String pattern) {
      return pipeline
          .apply("Match", FileIO.match().filepattern(pattern))
          .apply("Open", FileIO.readMatches())
          .apply("Read", TextIO.readFiles());
    }
  },
  /** The same, for one of several patterns that do not come right from a Create. */
  TEXT_FILES_OF_PATTERNS {
    @Override
    PCollection<String> apply(Pipeline pipeline, String pattern) {
      return pipeline
          .apply(
              "Patterns",
              Create.of(List.of(pattern, "ALLOW-none-*")).withCoder(StringUtf8Coder.of()))
          .apply(
              "Trim",
              MapElements.into(TypeDescriptors.strings()).via(text -> text.replace("ALLOW-", "")))
          .apply("Match", FileIO.matchAll().withEmptyMatchTreatment(EmptyMatchTreatment.ALLOW))
          .apply("Open", FileIO.readMatches())
          .apply("Read", TextIO.readFiles());
    }
  },
  /** Files that a function of the user's opens, with a side input. */
  TEXT_BY_USER {
    @Override
    PCollection<String> apply(Pipeline pipeline, String pattern) {
      PCollectionView<String> nothing =
          pipeline.apply("Nothing", Create.of("")).apply(View.asSingleton());
      return pipeline
          .apply("Match", FileIO.match().filepattern(pattern))
          .apply("Open", FileIO.readMatches())
          .apply("Read", ParDo.of(new LinesFn(nothing)).withSideInputs(nothing));
    }
  },
  /** Files that a splittable function opens. */
  TEXT_BY_SPLITTABLE {
    @Override
    PCollection<String> apply(Pipeline pipeline, String pattern) {
      return pipeline
          .apply("Match", FileIO.match().filepattern(pattern))
          .apply("Open", FileIO.readMatches())
          .apply("Read", ParDo.of(new SplittableLinesFn()));
    }
  },
  /** A bounded source. */
  AVRO {
    @Override
    PCollection<String> apply(Pipeline pipeline, String pattern) {
      return pipeline.apply(
          "Read",
          AvroIO.parseGenericRecords(new TextOf()).withCoder(StringUtf8Coder.of()).from(pattern));
    }

    @Override
    void write(Path file, List<String> lines) throws IOException {
      writeAvro(file, lines);
    }
  },
  /** Matches that are read by further steps. */
  AVRO_FILES {
    @Override
    PCollection<String> apply(Pipeline pipeline, String pattern) {
      return pipeline
          .apply("Match", FileIO.match().filepattern(pattern))
          .apply("Open", FileIO.readMatches())
          .apply("Read", AvroIO.readFilesGenericRecords(SCHEMA))
          .apply("Text", MapElements.into(TypeDescriptors.strings()).via(new TextOf()));
    }

    @Override
    void write(Path file, List<String> lines) throws IOException {
      writeAvro(file, lines);
    }
  };

  private static final Schema SCHEMA =
      SchemaBuilder.record("Line").fields().requiredString("text").endRecord();

  abstract PCollection<String> apply(Pipeline pipeline, String pattern);

  void write(Path file, List<String> lines) throws IOException {
    Files.write(file, lines, UTF_8);
  }

  private static void writeAvro(Path file, List<String> lines) throws IOException {
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
      writer.create(SCHEMA, file.toFile());
      for (String line : lines) {
        writer.append(new GenericRecordBuilder(SCHEMA).set("text", line).build());
      }
    }
  }

  private static final class TextOf implements SerializableFunction<GenericRecord, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String apply(GenericRecord line) {
      return line.get("text").toString();
    }
  }

  static final class LinesFn extends DoFn<FileIO.ReadableFile, String> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<String> prefix;

    LinesFn(PCollectionView<String> prefix) {
      this.prefix = prefix;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      for (String line : context.element().readFullyAsUTF8String().lines().toList()) {
        context.output(context.sideInput(prefix) + line);
      }
    }
  }

  static final class SplittableLinesFn extends DoFn<FileIO.ReadableFile, String> {
    private static final long serialVersionUID = 1L;

    @GetInitialRestriction
    public OffsetRange restriction(@Element FileIO.ReadableFile file) throws IOException {
      return new OffsetRange(0, file.readFullyAsUTF8String().lines().count());
    }

    @ProcessElement
    public void process(
        @Element FileIO.ReadableFile file,
        RestrictionTracker<OffsetRange, Long> tracker,
        OutputReceiver<String> output)
        throws IOException {
      List<String> lines = file.readFullyAsUTF8String().lines().toList();
      for (long at = tracker.currentRestriction().getFrom(); tracker.tryClaim(at); at++) {
        output.output(lines.get((int) at));
      }
    }
  }
}
