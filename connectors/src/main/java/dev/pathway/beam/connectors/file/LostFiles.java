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
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of epochs before that are no longer there, or not of the length that they had: somebody
 * else has deleted or changed them.
 *
 * @param names their names, by folder
 * @param left the names of the others in the same folders, by folder
 * @param publishers who has written them
 */
record LostFiles(
    Map<String, Set<String>> names, Map<String, List<String>> left, Set<String> publishers) {
  /** None at all. */
  static final LostFiles NONE = new LostFiles(Map.of(), Map.of(), Set.of());

  private static final Logger LOG = LoggerFactory.getLogger(LostFiles.class);
  private static final int MOST_NAMED = 10;

  /**
   * Looks for them, and changes nothing. Where {@code LATEST.json} of a folder is itself lost, or
   * says that it is not complete, or what somebody else or a later epoch has written, all of the
   * folder are.
   *
   * @param published what the epochs before have published, as they noted it
   * @param others folders that are not looked at
   * @param owner whose outputs these are
   * @param epoch the last one that was committed
   */
  static LostFiles find(PairCursor published, Set<String> others, Owner owner, long epoch)
      throws IOException {
    Map<String, Set<String>> names = new TreeMap<>();
    Map<String, List<String>> left = new HashMap<>();
    Set<String> publishers = new HashSet<>();
    while (published.nextKey()) {
      String folder = new String(published.key(), UTF_8);
      List<PublishedFile> files = PublishedFile.readAll(published);
      List<PublishedFile> lost =
          others.contains(folder) ? List.of() : lost(files, OutputFolder.of(folder, owner), epoch);
      if (!lost.isEmpty()) {
        lost.forEach(file -> publishers.add(file.publisher()));
        Set<String> lostNames = new TreeSet<>(names(lost));
        names.put(folder, lostNames);
        left.put(folder, names(files).stream().filter(name -> !lostNames.contains(name)).toList());
      }
    }
    return new LostFiles(names, left, publishers);
  }

  /** Returns whether a file is one of them. */
  boolean contains(String folder, String name) {
    return names.getOrDefault(folder, Set.of()).contains(name);
  }

  private static List<PublishedFile> lost(List<PublishedFile> files, OutputFolder place, long epoch)
      throws IOException {
    if (!place.isComplete(epoch)) {
      return files;
    }
    List<Long> lengths = place.lengths(names(files));
    List<PublishedFile> lost = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (lengths.get(i) != files.get(i).length()) {
        lost.add(files.get(i));
      }
    }
    return lost;
  }

  private static List<String> names(List<PublishedFile> files) {
    return files.stream().map(PublishedFile::name).toList();
  }

  /**
   * Has {@code LATEST.json} of their folders not name them, and say that it is not complete.
   *
   * @param epoch the last one
   * @param owner whose outputs these are
   * @throws IOException if that is not possible, or a folder is somebody else's by now
   */
  void sayIncomplete(long epoch, Owner owner) throws IOException {
    for (String folder : names.keySet()) {
      OutputFolder.of(folder, owner).checkOwner();
    }
    for (Map.Entry<String, Set<String>> lost : names.entrySet()) {
      String folder = lost.getKey();
      LOG.warn(
          "Outputs in '{}' were deleted or changed since epoch {}, or their LATEST.json was; what has written them writes"
              + " all of its files again: {}",
          folder,
          epoch,
          lost.getValue().stream().limit(MOST_NAMED).toList());
      OutputFolder place = OutputFolder.of(folder, owner);
      place.replaceLatest(
          LatestFiles.json(owner, epoch, false, left.getOrDefault(folder, List.of())));
      place.clearStaged();
    }
  }
}
