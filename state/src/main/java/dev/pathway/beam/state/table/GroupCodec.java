// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.segment.SegmentSlice;
import dev.pathway.beam.state.segment.SegmentWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How groups are put together from the parts that runs have of them.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param keys the encoding of keys
 * @param values the encoding of values
 * @param markMerge merges the marks of two parts
 */
record GroupCodec<K extends @Nullable Object, V extends @Nullable Object>(
    Codec<K> keys, Codec<V> values, LongBinaryOperator markMerge) {

  GroupCodec {
    requireNonNull(keys, "keys");
    requireNonNull(values, "values");
    requireNonNull(markMerge, "markMerge");
  }

  /** Returns the group that the merger is at; it stays valid when the merger moves on. */
  Group<K, V> group(RunMerger merger) throws IOException {
    K key = RunKey.read(merger.runKey(), merger.runKeyLength(), keys);
    return group(key, read(merger.parts()));
  }

  /** Returns the group of the parts, of which there is at least one. */
  Group<K, V> group(K key, List<GroupPart> parts) {
    return new SpilledGroup<>(key, mark(parts), size(parts), List.copyOf(parts), values);
  }

  /** Writes the groups of several runs as one run. */
  void merge(RunMerger from, SegmentWriter to) throws IOException {
    EncodeBuffer header = new EncodeBuffer();
    while (from.next()) {
      List<GroupPart> parts = read(from.parts());
      GroupPart.writeHeader(header, mark(parts), size(parts));
      long length = header.size();
      for (GroupPart part : parts) {
        length += part.values().length();
      }
      to.append(from.runKey(), 0, from.runKeyLength(), length);
      header.writeTo(to::write);
      for (GroupPart part : parts) {
        part.values().open().writeTo(to::write);
      }
    }
  }

  private static List<GroupPart> read(List<SegmentSlice> payloads) throws IOException {
    List<GroupPart> parts = new ArrayList<>(payloads.size());
    for (SegmentSlice payload : payloads) {
      parts.add(GroupPart.read(payload));
    }
    return parts;
  }

  private long mark(List<GroupPart> parts) {
    long mark = parts.get(0).mark();
    for (int i = 1; i < parts.size(); i++) {
      mark = markMerge.applyAsLong(mark, parts.get(i).mark());
    }
    return mark;
  }

  private static long size(List<GroupPart> parts) {
    long size = 0;
    for (GroupPart part : parts) {
      size += part.size();
    }
    return size;
  }
}
