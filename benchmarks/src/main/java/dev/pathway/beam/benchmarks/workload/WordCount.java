// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** The user functions of the word counts. */
final class WordCount {

  private WordCount() {}

  /** Hands the words of a line to a consumer, in order. Words are separated by single spaces. */
  static void tokenise(String line, Consumer<String> words) {
    int start = 0;
    while (start < line.length()) {
      int end = line.indexOf(' ', start);
      if (end < 0) {
        end = line.length();
      }
      words.accept(line.substring(start, end));
      start = end + 1;
    }
  }

  /** Returns the output line of a word. */
  static String format(String word, Long count) {
    return word + ": " + count;
  }

  /** Lines to words. */
  static final class Tokenise extends DoFn<String, String> {

    /** Emits the words of a line. */
    @ProcessElement
    public void process(@Element String line, OutputReceiver<String> out) {
      tokenise(line, out::output);
    }
  }

  /** Counts to output lines. */
  static final class Format extends DoFn<KV<String, Long>, String> {

    /** Emits the output line of a word. */
    @ProcessElement
    public void process(@Element KV<String, Long> count, OutputReceiver<String> out) {
      out.output(format(count.getKey(), count.getValue()));
    }
  }
}
