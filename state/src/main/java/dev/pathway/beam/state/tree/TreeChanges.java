// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The buckets that changed, group by group, in the order of their keys. One thread only. */
final class TreeChanges {
  private final SeekableCursor cursor;
  private byte[] group = {};
  private byte @Nullable [] key;

  TreeChanges(SeekableCursor cursor) throws IOException {
    this.cursor = cursor;
    move();
  }

  /** Moves to the group of the next bucket, once all of the last are passed. */
  boolean nextGroup() {
    byte[] next = key;
    if (next == null) {
      return false;
    }
    group = Arrays.copyOf(next, next.length - TreePath.BUCKET_BYTES);
    return true;
  }

  byte[] group() {
    return group;
  }

  /** Returns whether the next bucket is in a part of the group. */
  boolean isIn(TreePath path) {
    return isInGroup() && path.contains(bucket());
  }

  int bucket() {
    byte[] at = key;
    if (at == null) {
      throw new IllegalStateException("All buckets are passed");
    }
    return TreePath.bucket(at, group.length);
  }

  /** Passes the buckets of a part. */
  void pass(TreePath path) throws IOException {
    if (isIn(path)) {
      byte[] last = TreePath.leafKey(group, path.last());
      // The least key behind another is that with a zero at its end.
      cursor.seekCeiling(Arrays.copyOf(last, last.length + 1));
      move();
    }
  }

  private boolean isInGroup() {
    return key != null
        && key.length == group.length + TreePath.BUCKET_BYTES
        && Arrays.equals(key, 0, group.length, group, 0, group.length);
  }

  private void move() throws IOException {
    key = cursor.nextKey() ? cursor.key() : null;
  }
}
