// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation.Required;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Counts how often each word occurs in text files. A word is a run of letters; upper and lower case
 * differ.
 */
public final class WordCount {
  private WordCount() {}

  /** Options of the example. */
  public interface Options extends PipelineOptions {
    /** Returns the files to read. */
    @Description("Text file to read, or a pattern such as 'logs/*.txt'.")
    @Required
    String getInput();

    /** Sets {@link #getInput}. */
    void setInput(String input);

    /** Returns the prefix of the files to write. */
    @Description("Prefix of the files to write: one 'word: count' a line.")
    @Required
    String getOutput();

    /** Sets {@link #getOutput}. */
    void setOutput(String output);
  }

  /** Runs the example. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Read", TextIO.read().from(options.getInput()))
        .apply("CountWords", new CountWords())
        .apply("Format", MapElements.via(new Format()))
        .apply("Write", TextIO.write().to(options.getOutput()));
    pipeline.run().waitUntilFinish();
  }

  /** Lines to words and how often they occur. */
  static final class CountWords
      extends PTransform<PCollection<String>, PCollection<KV<String, Long>>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<KV<String, Long>> expand(PCollection<String> lines) {
      return lines
          .apply("ExtractWords", ParDo.of(new ExtractWords()))
          .apply("Count", Count.perElement());
    }
  }

  /** Lines to words. */
  static final class ExtractWords extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private static final Pattern NO_LETTERS = Pattern.compile("\\P{L}+");

    private final Counter emptyLines = Metrics.counter(ExtractWords.class, "emptyLines");

    /** Emits the words of a line. */
    @ProcessElement
    public void process(@Element String line, OutputReceiver<String> words) {
      if (line.isBlank()) {
        emptyLines.inc();
      }
      for (String word : NO_LETTERS.split(line, -1)) {
        if (!word.isEmpty()) {
          words.output(word);
        }
      }
    }
  }

  /** Counts to lines of output. */
  static final class Format extends SimpleFunction<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String apply(KV<String, Long> count) {
      return count.getKey() + ": " + count.getValue();
    }
  }
}
