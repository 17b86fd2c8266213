// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a commit consists of: a segment of all updates, with which the small young ones are
 * folded, and the manifest that names it. Called by one thread at a time, which holds the lock of
 * commits.
 */
final class CommitWriter {
  private final StoredManifest stored;
  private final LiveSegments live;
  private final SegmentFactory factory;
  private final Merging merging;
  private final long foldedBytes;

  /**
   * Creates the writer.
   *
   * @param merging knows which segments are being merged, and so cannot be folded
   * @param foldedBytes the most bytes of young segments that are written anew
   */
  CommitWriter(
      StoredManifest stored,
      LiveSegments live,
      SegmentFactory factory,
      Merging merging,
      long foldedBytes) {
    this.stored = stored;
    this.live = live;
    this.factory = factory;
    this.merging = merging;
    this.foldedBytes = foldedBytes;
  }

  /**
   * What is on the disk.
   *
   * @param manifest the manifest
   * @param folded the segments that it does not name any more
   * @param added the one that it names in their place, null if there was nothing to write
   */
  record Committed(Manifest manifest, List<TraceSegment> folded, @Nullable TraceSegment added) {
    /** Makes the segments those that the manifest names. */
    void apply(LiveSegments live) {
      if (!folded.isEmpty() || added != null) {
        live.replace(folded, added);
      }
    }
  }

  /**
   * Writes the next epoch.
   *
   * @param sealed its updates
   * @throws IOException if that fails; then all is as before, unless the manifest is in doubt
   */
  Committed commit(Manifest before, List<Delta> sealed, byte[] metadata) throws IOException {
    Arrangements arrangements = new Arrangements(before.arrangements());
    arrangements.keepOnly(numbersIn(live.all()));
    TreeMap<Integer, List<Delta>> byNumber = new TreeMap<>();
    for (Delta delta : sealed) {
      int number = arrangements.findOrAdd(delta.arrangement());
      byNumber.computeIfAbsent(number, n -> new ArrayList<>()).add(delta);
    }
    List<TraceSegment> folded = sealed.isEmpty() ? List.of() : chooseToFold(sealed);
    numbersIn(folded).forEach(number -> byNumber.putIfAbsent(number, List.of()));
    @Nullable TraceSegment added = null;
    boolean isCommitted = false;
    try {
      if (!sealed.isEmpty()) {
        long keys = keysAtMost(sealed) + SegmentFactory.keysAtMost(folded);
        added = factory.write(keys, out -> writeAll(byNumber, folded, out));
      }
      List<TraceSegment> segments = new ArrayList<>(live.all());
      segments.removeAll(folded);
      if (added != null) {
        segments.add(added);
      }
      Manifest after =
          manifest(before.epoch() + 1, arrangements.names(), segments, ByteBuffer.wrap(metadata));
      stored.replace(after);
      isCommitted = true;
      return new Committed(after, folded, added);
    } finally {
      if (!isCommitted && added != null && !stored.isInDoubt()) {
        added.release();
      }
    }
  }

  /** Writes the manifest of an epoch again, with the segments that there are after merges. */
  void nameMerged(Manifest before) throws IOException {
    stored.replace(manifest(before.epoch(), before.arrangements(), live.all(), before.metadata()));
  }

  /** Returns the numbers of the arrangements that segments have records of. */
  private static Set<Integer> numbersIn(List<TraceSegment> segments) {
    Set<Integer> numbers = new HashSet<>();
    segments.forEach(segment -> numbers.addAll(segment.bytes().keySet()));
    return numbers;
  }

  private List<TraceSegment> chooseToFold(List<Delta> sealed) {
    long bytes = 0;
    for (Delta delta : sealed) {
      bytes += delta.bytesAtMost();
    }
    return MergePolicy.chooseToFold(merging.untouched(), bytes, foldedBytes);
  }

  /** Writes the sum of deltas, by the numbers of their arrangements, and of segments. */
  private static void writeAll(
      SortedMap<Integer, List<Delta>> byNumber, List<TraceSegment> folded, PairWriter out)
      throws IOException {
    for (var each : byNumber.entrySet()) {
      List<PairCursor> cursors = new ArrayList<>();
      for (Delta delta : each.getValue()) {
        cursors.add(delta.cursor());
      }
      byte[] prefix = Arrangements.prefix(each.getKey());
      for (TraceSegment segment : folded) {
        cursors.add(new SegmentCursor(segment::segment, prefix));
      }
      new MergedCursor(cursors).writeAll(prefix, out);
    }
  }

  private static long keysAtMost(List<Delta> deltas) {
    long keys = 0;
    for (Delta delta : deltas) {
      keys += delta.keysAtMost();
    }
    return keys;
  }

  private Manifest manifest(
      long epoch, List<String> arrangements, List<TraceSegment> segments, ByteBuffer metadata) {
    List<Manifest.Entry> entries = new ArrayList<>();
    for (TraceSegment segment : segments) {
      entries.add(new Manifest.Entry(segment.number(), segment.length(), segment.bytes()));
    }
    return new Manifest(epoch, factory.nextNumber(), arrangements, entries, metadata);
  }
}
