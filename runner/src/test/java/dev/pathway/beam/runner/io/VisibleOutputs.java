// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What readers of the outputs of a {@link CrashChain} may see at any moment, also while it runs.
 * Thread-safe.
 */
final class VisibleOutputs {
  private final Path folder;
  private final CrashHistory history;
  private final Map<Integer, Map<String, List<String>>> expected = new HashMap<>();

  /** The versions of the input that an epoch can be of, from what was seen of it. */
  private final Map<Long, Set<Integer>> versions = new TreeMap<>();

  /** The last epoch that was seen in each folder. */
  private final Map<String, Long> epochs = new HashMap<>();

  VisibleOutputs(Path folder, CrashHistory history) {
    this.folder = folder;
    this.history = history;
  }

  /**
   * Checks that all files are whole, that {@code LATEST.json} names none that is not there, and if
   * it is complete, those of one epoch.
   *
   * @param attempted the last version of the input that a run was given
   */
  synchronized void check(int attempted) throws IOException {
    for (String output : CrashChain.outputs()) {
      checkWhole(folder.resolve(output));
      checkLatest(output, attempted);
    }
  }

  private static void checkWhole(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(place)) {
      files = all.filter(file -> !Files.isDirectory(file)).toList();
    }
    for (Path file : files) {
      List<String> unused = content(file);
    }
  }

  private void checkLatest(String output, int attempted) throws IOException {
    Path place = folder.resolve(output);
    LatestJson latest = LatestJson.read(place);
    List<String> missing = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (String name : latest.names()) {
      List<String> content = content(place.resolve(name));
      if (content == null) {
        missing.add(name);
      } else {
        lines.addAll(content);
      }
    }
    if (!LatestJson.read(place).equals(latest)) {
      return; // A reader begins anew.
    }
    assertThat(missing).as("missing of %s in %s", latest, output).isEmpty();
    assertThat(latest.epoch())
        .as("epoch of %s", output)
        .isGreaterThanOrEqualTo(epochs.getOrDefault(output, 0L));
    epochs.put(output, latest.epoch());
    if (latest.complete()) {
      checkOneEpoch(output, latest.epoch(), lines.stream().sorted().toList(), attempted);
    }
  }

  /** Checks that there is a version of the input of which all that was seen of an epoch can be. */
  private void checkOneEpoch(String output, long epoch, List<String> lines, int attempted) {
    Set<Integer> possible =
        versions.computeIfAbsent(
            epoch,
            first ->
                IntStream.rangeClosed(1, attempted)
                    .boxed()
                    .collect(Collectors.toCollection(TreeSet::new)));
    String before = possible.toString();
    possible.removeIf(version -> !lines.equals(expected(version).get(output)));
    assertThat(possible)
        .as("versions, of %s, of which epoch %s of %s can be: %s", before, epoch, output, lines)
        .isNotEmpty();
  }

  private Map<String, List<String>> expected(int version) {
    return expected.computeIfAbsent(
        version, number -> CrashChain.expected(history.version(number).lines()));
  }

  /** Checks that the outputs are all there and those of a version, once its run has ended. */
  synchronized void checkEnd(int version) throws IOException {
    for (Map.Entry<String, List<String>> output : expected(version).entrySet()) {
      Path place = folder.resolve(output.getKey());
      List<String> lines = new ArrayList<>();
      if (Files.exists(place)) {
        OutputFiles.assertPublished(place);
        for (Path file : OutputFiles.files(place)) {
          List<String> content = content(file);
          assertThat(content).as("%s", file).isNotNull();
          lines.addAll(content);
        }
      }
      assertThat(lines.stream().sorted().toList())
          .as("%s of version %s", output.getKey(), version)
          .isEqualTo(output.getValue());
    }
  }

  /** Returns the lines of a file that must be whole, null if it is not there. */
  private static @Nullable List<String> content(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    assertThat(lines)
        .as("%s is whole", file)
        .hasSizeGreaterThanOrEqualTo(2)
        .startsWith(CrashChain.BEGIN)
        .endsWith(CrashChain.END);
    return lines.subList(1, lines.size() - 1);
  }
}
