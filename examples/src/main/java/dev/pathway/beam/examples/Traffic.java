// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/**
 * Counts the requests of a site's pages in each second, while they come, and prints the counts once
 * the second is over. Never ends by itself: the requests are made up for as long as it runs.
 */
public final class Traffic {
  private Traffic() {}

  /** Options of the example. */
  public interface Options extends PipelineOptions {
    /** Returns how many requests come in a second. */
    @Description("Requests in a second.")
    @Default.Long(1_000)
    long getRate();

    /** Sets {@link #getRate}. */
    void setRate(long rate);

    /** Returns how many pages there are. */
    @Description("Pages that are requested in turn.")
    @Default.Integer(3)
    int getPages();

    /** Sets {@link #getPages}. */
    void setPages(int pages);
  }

  /** Runs the example. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    int pages = options.getPages();
    if (options.getRate() < 1 || pages < 1) {
      throw new IllegalArgumentException(
          "--rate and --pages must be at least 1: " + options.getRate() + ", " + pages);
    }
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            "Requests",
            GenerateSequence.from(0).withRate(options.getRate(), Duration.standardSeconds(1)))
        .apply(
            "Page",
            MapElements.into(TypeDescriptors.strings()).via(number -> "/page" + number % pages))
        .apply("PerSecond", new PerSecond())
        .apply("Print", ParDo.of(new Print()));
    pipeline.run().waitUntilFinish();
  }

  /** Pages to how often each came in a second of event time, as lines. */
  static final class PerSecond extends PTransform<PCollection<String>, PCollection<String>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<String> expand(PCollection<String> pages) {
      return pages
          .apply("Seconds", Window.into(FixedWindows.of(Duration.standardSeconds(1))))
          .apply("Count", Count.perElement())
          .apply("Format", ParDo.of(new Format()));
    }
  }

  /** Counts to lines. */
  static final class Format extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;

    /** Emits the line of a page and second. */
    @ProcessElement
    public void process(
        @Element KV<String, Long> count, BoundedWindow window, OutputReceiver<String> lines) {
      lines.output(
          "%s %s %d"
              .formatted(((IntervalWindow) window).start(), count.getKey(), count.getValue()));
    }
  }

  /** Prints lines. */
  static final class Print extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;

    /** Prints a line. */
    @ProcessElement
    public void process(@Element String line) {
      System.out.println(line);
    }
  }
}
