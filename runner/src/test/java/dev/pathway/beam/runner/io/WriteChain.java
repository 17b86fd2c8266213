// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import dev.pathway.beam.runner.Pipelines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;

/**
 * A program for a process of its own that runs an incremental pipeline again and again, each time
 * on other lines, and ends once the files are not what they should be. Each file begins and ends
 * with a line of its own, so that one that is not whole is known.
 */
final class WriteChain {
  static final String BEGIN = "begin";
  static final String END = "end";

  private WriteChain() {}

  /** Runs it: the folder, the seed of the lines, and the number of the first run. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    long seed = Long.parseLong(args[1]);
    for (int run = Integer.parseInt(args[2]); ; run++) {
      System.out.println("start " + run);
      run(folder, lines(seed, run));
      check(folder, lines(seed, run));
      System.out.println("done " + run);
    }
  }

  /** Returns the lines of a run: most are those of the run before. */
  static List<String> lines(long seed, int run) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      // Each line changes every few runs.
      int version = (run + i) / (2 + i % 7);
      SplittableRandom random = new SplittableRandom(seed * 1000 + version * 31L + i);
      if (random.nextInt(3) > 0) {
        lines.add("abcd".charAt(random.nextInt(4)) + "-" + i + "-" + random.nextInt(100));
      }
    }
    return lines.stream().sorted().toList();
  }

  private static void run(Path folder, List<String> all) {
    Pipeline pipeline =
        Pipelines.create(
            "--incremental", "--controlSocket=false", "--stateDir=" + folder.resolve("state"));
    PCollection<String> lines = pipeline.apply(Create.of(all).withCoder(StringUtf8Coder.of()));
    lines.apply(
        TextIO.write()
            .to(text(folder).resolve("out").toString())
            .withHeader(BEGIN)
            .withFooter(END)
            .withNumShards(3));
    lines.apply(
        FileIO.<String, String>writeDynamic()
            .by(line -> line.substring(0, 1))
            .withDestinationCoder(StringUtf8Coder.of())
            .via(TextIO.sink().withHeader(BEGIN).withFooter(END))
            .to(letters(folder).toString())
            .withNaming(letter -> FileIO.Write.defaultNaming(letter + "/of", ""))
            .withNumShards(2));
    pipeline.run();
  }

  /** Returns the folder of a write with a fixed number of shards. */
  static Path text(Path folder) {
    return folder.resolve("text");
  }

  /** Returns the folder of a write with a folder for each first letter. */
  static Path letters(Path folder) {
    return folder.resolve("letters");
  }

  /** Returns lines by their first letter. */
  static Map<String, List<String>> byLetter(List<String> lines) {
    Map<String, List<String>> letters = new TreeMap<>();
    for (String line : lines) {
      letters.computeIfAbsent(line.substring(0, 1), letter -> new ArrayList<>()).add(line);
    }
    return letters;
  }

  private static void check(Path folder, List<String> lines) {
    require(content(text(folder)).equals(lines), "text of " + lines);
    for (String letter : List.of("a", "b", "c", "d")) {
      require(
          content(letters(folder).resolve(letter))
              .equals(byLetter(lines).getOrDefault(letter, List.of())),
          "letter " + letter + " of " + lines);
    }
    OutputFiles.assertPublished(text(folder));
    OutputFiles.assertPublished(letters(folder));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("wrong " + what);
    }
  }

  private static List<String> content(Path folder) {
    return Files.exists(folder) ? content(OutputFiles.files(folder)) : List.of();
  }

  /** Returns the sorted lines of files, without those that begin and end them. */
  static List<String> content(List<Path> files) {
    return files.stream()
        .flatMap(file -> OutputFiles.lines(file).stream())
        .filter(line -> !line.equals(BEGIN) && !line.equals(END))
        .sorted()
        .toList();
  }
}
