// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Word count from file to files: reading and writing text, strings as keys, many words per line.
 */
final class WordCountWorkload implements Workload {

  private static final String OUTPUT_PREFIX = "counts";

  @Override
  public String name() {
    return "wordcount";
  }

  @Override
  public String description() {
    return "word count over a text file of 10 M words, written to text files";
  }

  @Override
  public long defaultSize() {
    return 10_000_000;
  }

  @Override
  public void prepare(Parameters parameters) throws IOException {
    TextFile.prepare(parameters);
  }

  @Override
  public void build(Pipeline pipeline, Parameters parameters) {
    PCollection<String> lines =
        pipeline
            .apply("Read", TextIO.read().from(TextFile.path(parameters).toString()))
            .apply("Tokenise", ParDo.of(new WordCount.Tokenise()))
            .apply("Count", Count.perElement())
            .apply("Format", ParDo.of(new WordCount.Format()));
    lines.apply(
        "Write", TextIO.write().to(parameters.outputDirectory().resolve(OUTPUT_PREFIX).toString()));
    lines.apply("Digest", ParDo.of(new DigestFn<String>(Hash64::of)));
  }

  @Override
  public Digest runPlain(Parameters parameters) throws IOException {
    Map<String, Long> counts = new HashMap<>();
    try (BufferedReader reader = Files.newBufferedReader(TextFile.path(parameters))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        WordCount.tokenise(line, word -> counts.merge(word, 1L, Long::sum));
      }
    }
    Tally tally = new Tally();
    Path output = parameters.outputDirectory().resolve(OUTPUT_PREFIX + "-00000-of-00001");
    try (BufferedWriter writer = Files.newBufferedWriter(output)) {
      for (Map.Entry<String, Long> count : counts.entrySet()) {
        String line = WordCount.format(count.getKey(), count.getValue());
        writer.write(line);
        writer.write('\n');
        tally.add(Hash64.of(line));
      }
    }
    return tally.toDigest();
  }

  @Override
  public void verifyOutput(Parameters parameters, Digest digest) throws IOException {
    Tally written = new Tally();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(parameters.outputDirectory(), OUTPUT_PREFIX + "-*")) {
      for (Path file : files) {
        for (String line : Files.readAllLines(file)) {
          written.add(Hash64.of(line));
        }
      }
    }
    if (!written.toDigest().equals(digest)) {
      throw new IOException(
          "The files in %s hold %s, but the job counted %s"
              .formatted(parameters.outputDirectory(), written.toDigest(), digest));
    }
  }
}
