// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of epochs before that are no longer there, or not of the length that they had: somebody
 * else has deleted or changed them.
 *
 * @param names their names, by folder
 * @param publishers who has written them
 */
record LostFiles(Map<String, Set<String>> names, Set<String> publishers) {
  private static final Logger LOG = LoggerFactory.getLogger(LostFiles.class);
  private static final int MOST_NAMED = 10;

  /**
   * Looks for them. From then on, {@code LATEST.json} of their folders does not name them, and says
   * that it is not complete; where it is itself lost, or says so already, all of the folder are.
   *
   * @param published what the epochs before have published, as they noted it
   * @param epoch the last one of them
   * @param owner whose outputs these are
   */
  static LostFiles find(PairCursor published, long epoch, String owner) throws IOException {
    Map<String, Set<String>> names = new HashMap<>();
    Set<String> publishers = new HashSet<>();
    while (published.nextKey()) {
      String folder = new String(published.key(), UTF_8);
      List<PublishedFile> files = PublishedFile.readAll(published);
      List<PublishedFile> lost = lost(files, OutputFolder.of(folder, owner));
      if (!lost.isEmpty()) {
        lost.forEach(file -> publishers.add(file.publisher()));
        Set<String> lostNames =
            lost.stream().map(PublishedFile::name).collect(Collectors.toCollection(TreeSet::new));
        names.put(folder, lostNames);
        sayIncomplete(folder, files, lostNames, epoch, owner);
      }
    }
    return new LostFiles(names, publishers);
  }

  /** Returns whether a file is one of them. */
  boolean contains(String folder, String name) {
    return names.getOrDefault(folder, Set.of()).contains(name);
  }

  private static List<PublishedFile> lost(List<PublishedFile> files, OutputFolder place)
      throws IOException {
    if (!place.isComplete()) {
      return files;
    }
    List<Long> lengths = place.lengths(files.stream().map(PublishedFile::name).toList());
    List<PublishedFile> lost = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (lengths.get(i) != files.get(i).length()) {
        lost.add(files.get(i));
      }
    }
    return lost;
  }

  private static void sayIncomplete(
      String folder, List<PublishedFile> files, Set<String> lost, long epoch, String owner)
      throws IOException {
    LOG.warn(
        "Outputs in '{}' were deleted or changed since epoch {}, or their LATEST.json was; what has written them writes"
            + " all of its files again: {}",
        folder,
        epoch,
        lost.stream().limit(MOST_NAMED).toList());
    List<String> left =
        files.stream().map(PublishedFile::name).filter(name -> !lost.contains(name)).toList();
    OutputFolder place = OutputFolder.of(folder, owner);
    place.replaceLatest(LatestFiles.json(owner, epoch, false, left));
    place.clearStaged();
  }
}
