// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import java.util.SplittableRandom;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation.Required;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.transforms.Group;
import org.apache.beam.sdk.schemas.transforms.Select;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.Mean;
import org.apache.beam.sdk.transforms.Min;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.ToJson;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * Lowest, highest and mean temperature of each station, with schemas: rows, fields by name, results
 * as JSON. Reads lines {@code station;celsius}, or makes up readings if no input is given.
 */
public final class Stations {
  private static final Schema READING =
      Schema.builder().addStringField("station").addDoubleField("celsius").build();

  private Stations() {}

  /** Options of the example. */
  public interface Options extends PipelineOptions {
    /** Returns the files to read. */
    @Description("Text files to read, lines of 'station;celsius'. Made up if absent.")
    @Nullable String getInput();

    /** Sets {@link #getInput}. */
    void setInput(@Nullable String input);

    /** Returns the prefix of the files to write. */
    @Description("Prefix of the files to write: a JSON object a line for each station.")
    @Required
    String getOutput();

    /** Sets {@link #getOutput}. */
    void setOutput(String output);

    /** Returns how many readings to make up. */
    @Description("Readings to make up.")
    @Default.Long(10_000)
    long getReadings();

    /** Sets {@link #getReadings}. */
    void setReadings(long readings);
  }

  /** Runs the example. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    readings(pipeline, options)
        .apply("Summarise", new Summarise())
        .apply("ToJson", ToJson.of())
        .apply("Write", TextIO.write().to(options.getOutput()));
    pipeline.run().waitUntilFinish();
  }

  private static PCollection<String> readings(Pipeline pipeline, Options options) {
    String input = options.getInput();
    if (input != null) {
      return pipeline.apply("Read", TextIO.read().from(input));
    }
    return pipeline
        .apply("Number", GenerateSequence.from(0).to(options.getReadings()))
        .apply("Reading", MapElements.into(TypeDescriptors.strings()).via(Stations::reading));
  }

  private static String reading(long number) {
    SplittableRandom random = new SplittableRandom(number);
    int station = random.nextInt(50);
    return "station%d;%d.%d"
        .formatted(station, station % 30 - 5 + random.nextInt(10), random.nextInt(10));
  }

  /** Lines of readings to a row for each station. */
  static final class Summarise extends PTransform<PCollection<String>, PCollection<Row>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<Row> expand(PCollection<String> lines) {
      return lines
          .apply("Parse", MapElements.via(new ParseReading()))
          .setRowSchema(READING)
          .apply(
              "Group",
              Group.<Row>byFieldNames("station")
                  .aggregateField("celsius", Min.ofDoubles(), "lowest")
                  .aggregateField("celsius", Max.ofDoubles(), "highest")
                  .aggregateField("celsius", Mean.of(), "mean"))
          .apply(
              "Flatten",
              Select.fieldNames("key.station", "value.lowest", "value.highest", "value.mean"));
    }
  }

  /** Lines to rows. */
  static final class ParseReading extends SimpleFunction<String, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row apply(String line) {
      int separator = line.indexOf(';');
      if (separator < 0) {
        throw new IllegalArgumentException(
            "Not a line of the form 'station;celsius': '" + line + "'");
      }
      double celsius;
      try {
        celsius = Double.parseDouble(line.substring(separator + 1));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("Not a temperature in the line '" + line + "'", e);
      }
      return Row.withSchema(READING).addValues(line.substring(0, separator), celsius).build();
    }
  }
}
