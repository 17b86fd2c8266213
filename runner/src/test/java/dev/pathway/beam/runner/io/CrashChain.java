// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.runner.Pipelines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * A program for a process of its own: for each line that it is given, it runs an incremental
 * pipeline on what is in its folder then. Each file that it writes begins and ends with a line of
 * its own, so that one that is not whole is known.
 */
final class CrashChain {
  static final String BEGIN = "begin";
  static final String END = "end";

  private static final String COUNTS = "counts";
  private static final String WINDOWS = "windows";
  private static final String LETTERS = "letters";

  private CrashChain() {}

  /** Runs it in a folder. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    BufferedReader runs = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String run = runs.readLine(); run != null; run = runs.readLine()) {
      run(folder);
      System.out.println(done(run));
    }
  }

  /** Returns what is printed at the end of a run. */
  static String done(String run) {
    return "done " + run + ".";
  }

  /** Returns the folder of files to read. */
  static Path in(Path folder) {
    return folder.resolve("in");
  }

  /** Returns the file of lines that the program brings. */
  static Path created(Path folder) {
    return folder.resolve("created.txt");
  }

  /** Returns the state directory. */
  static Path state(Path folder) {
    return folder.resolve("state");
  }

  /** Runs the pipeline once, with further options. */
  static void run(Path folder, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--incremental", "--controlSocket=false", "--stateDir=" + state(folder)));
    Pipeline pipeline = Pipelines.create(all.toArray(String[]::new));
    PCollection<String> lines =
        PCollectionList.of(pipeline.apply(TextIO.read().from(in(folder) + "/*")))
            .and(
                pipeline.apply(
                    Create.of(Files.readAllLines(created(folder))).withCoder(StringUtf8Coder.of())))
            .apply(Flatten.pCollections());
    lines
        .apply(MapElements.into(TypeDescriptors.strings()).via(CrashChain::word))
        .apply(Count.perElement())
        .apply(MapElements.into(TypeDescriptors.strings()).via(CrashChain::counted))
        .apply(
            TextIO.write()
                .to(folder.resolve(COUNTS).resolve("out").toString())
                .withHeader(BEGIN)
                .withFooter(END)
                .withNumShards(3));
    lines
        .apply(WithTimestamps.of(line -> Instant.ofEpochSecond(second(line))))
        .apply(Window.into(FixedWindows.of(Duration.standardSeconds(10))))
        .apply(
            TextIO.write()
                .to(folder.resolve(WINDOWS).resolve("out").toString())
                .withHeader(BEGIN)
                .withFooter(END)
                .withWindowedWrites()
                .withNumShards(2));
    lines.apply(
        FileIO.<String, String>writeDynamic()
            .by(line -> line.substring(0, 1))
            .withDestinationCoder(StringUtf8Coder.of())
            .via(TextIO.sink().withHeader(BEGIN).withFooter(END))
            .to(folder.resolve(LETTERS).toString())
            .withNaming(letter -> FileIO.Write.defaultNaming(letter + "/of", ""))
            .withNumShards(2));
    pipeline.run();
  }

  private static String word(String line) {
    return line.charAt(0) + line.substring(line.lastIndexOf('-'));
  }

  private static String counted(KV<String, Long> word) {
    return word.getKey() + "=" + word.getValue();
  }

  private static long second(String line) {
    return Long.parseLong(line.split("-", -1)[1]);
  }

  /** Returns the folders that outputs are written to, by their names below the program's. */
  static Collection<String> outputs() {
    return expected(List.of()).keySet();
  }

  /** Returns the sorted lines that the files in each folder must have together. */
  static Map<String, List<String>> expected(List<String> lines) {
    Map<String, Long> counts = new TreeMap<>();
    Map<String, List<String>> expected = new TreeMap<>();
    CrashHistory.LETTERS.chars().forEach(c -> expected.put(letter((char) c), new ArrayList<>()));
    for (String line : lines.stream().sorted().toList()) {
      counts.merge(word(line), 1L, Long::sum);
      expected.computeIfAbsent(letter(line.charAt(0)), key -> new ArrayList<>()).add(line);
    }
    expected.put(
        COUNTS,
        counts.entrySet().stream()
            .map(each -> counted(KV.of(each.getKey(), each.getValue())))
            .sorted()
            .toList());
    expected.put(WINDOWS, lines.stream().sorted().toList());
    return expected;
  }

  private static String letter(char letter) {
    return LETTERS + "/" + letter;
  }
}
