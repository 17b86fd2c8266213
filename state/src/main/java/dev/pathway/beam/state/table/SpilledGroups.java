// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.segment.Leftovers;
import dev.pathway.beam.state.segment.Runs;
import dev.pathway.beam.state.segment.Segment;
import dev.pathway.beam.state.segment.SegmentReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Groups that are all on disk, in sorted runs, in the order of their run keys.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class SpilledGroups<K extends @Nullable Object, V extends @Nullable Object>
    implements Groups<K, V> {
  private static final long UNKNOWN = -1;

  private final GroupCodec<K, V> codec;
  private final Runs runs;
  private final List<Segment> segments;
  private final MemoryAccount memory;
  private volatile long groups = UNKNOWN;
  private volatile boolean relinquished;

  SpilledGroups(GroupCodec<K, V> codec, Runs runs, List<Segment> segments, MemoryAccount memory) {
    this.codec = codec;
    this.runs = runs;
    this.segments = segments;
    this.memory = memory;
  }

  @Override
  public @Nullable Group<K, V> find(K key) {
    try {
      EncodeBuffer buffer = new EncodeBuffer();
      RunKey.write(buffer, KeyIndex.hash(key), codec.keys(), key);
      byte[] runKey = buffer.toByteArray();
      List<GroupPart> parts = new ArrayList<>();
      for (Segment segment : segments) {
        SegmentReader reader = segment.readNear(runKey, runKey.length);
        int order = -1;
        while (order < 0 && reader.next()) {
          order = reader.compareKey(runKey, runKey.length);
        }
        if (order == 0) {
          parts.add(GroupPart.read(reader.payload()));
        }
      }
      return parts.isEmpty() ? null : codec.group(key, parts);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a group: " + e.getMessage(), e);
    }
  }

  @Override
  public long groups() {
    if (groups == UNKNOWN) {
      try {
        RunMerger merger = new RunMerger(segments);
        long count = 0;
        while (merger.next()) {
          count++;
        }
        groups = count;
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot count the groups: " + e.getMessage(), e);
      }
    }
    return groups;
  }

  @Override
  public Iterator<Group<K, V>> iterator() {
    try {
      return new MergedIterator(new RunMerger(segments));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the groups: " + e.getMessage(), e);
    }
  }

  @Override
  public void relinquish(Leftovers leftovers) {
    relinquished = true;
    memory.releaseAll();
    segments.forEach(leftovers::add);
  }

  @Override
  public void close() {
    if (!relinquished) {
      memory.releaseAll();
      runs.close();
    }
  }

  private final class MergedIterator implements Iterator<Group<K, V>> {
    private final RunMerger merger;
    private @Nullable Group<K, V> next;
    private boolean atEnd;

    MergedIterator(RunMerger merger) {
      this.merger = merger;
    }

    @Override
    public boolean hasNext() {
      if (next == null && !atEnd) {
        try {
          atEnd = !merger.next();
          if (!atEnd) {
            next = codec.group(merger);
          }
        } catch (IOException e) {
          throw new UncheckedIOException("Cannot read a group: " + e.getMessage(), e);
        }
      }
      return next != null;
    }

    @Override
    public Group<K, V> next() {
      Group<K, V> group = hasNext() ? next : null;
      if (group == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return group;
    }
  }
}
