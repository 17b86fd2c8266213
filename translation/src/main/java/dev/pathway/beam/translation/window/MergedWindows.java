// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one key, merged by their WindowFn.
 *
 * <p>Windows are merged whenever so many have come that they may be twice as many as were left the
 * last time: no more of them are kept than that, and each takes part in few merges.
 */
final class MergedWindows {
  private final WindowFn<Object, BoundedWindow> windowFn;
  private final int batch;
  private final BiConsumer<Collection<BoundedWindow>, BoundedWindow> listener;
  // As in Beam's own active window set: a WindowFn may depend on the order of windows.
  private final Map<BoundedWindow, Member> active = new HashMap<>();
  private int limit;

  /** A window that was added or that others were merged into. */
  static final class Member {
    private final BoundedWindow window;
    private @Nullable Member into;

    Member(BoundedWindow window) {
      this.window = window;
    }

    /** Returns the window that this one is merged into by now. */
    BoundedWindow current() {
      Member member = this;
      for (Member next = into; next != null; next = next.into) {
        if (next.into != null) {
          member.into = next.into;
        }
        member = next;
      }
      return member.window;
    }
  }

  /**
   * Creates an empty set.
   *
   * @param windowFn merges
   * @param batch how many windows are merged together at least, if there are as many
   * @param listener is told what has been merged into what
   */
  MergedWindows(
      WindowFn<Object, BoundedWindow> windowFn,
      int batch,
      BiConsumer<Collection<BoundedWindow>, BoundedWindow> listener) {
    this.windowFn = windowFn;
    this.batch = batch;
    this.listener = listener;
    limit = batch;
  }

  /** Adds a window, and merges if it is time to. */
  Member add(BoundedWindow window) throws Exception {
    Member member = active.computeIfAbsent(window, Member::new);
    if (active.size() > limit) {
      merge();
    }
    return member;
  }

  /** Merges what can be merged. */
  void merge() throws Exception {
    Merging merging = new Merging();
    windowFn.mergeWindows(merging);
    merging.merges.forEach(this::apply);
    limit = Math.max(batch, 2 * active.size());
  }

  /** Returns the windows, those merged away left out. */
  Collection<BoundedWindow> windows() {
    return Collections.unmodifiableSet(active.keySet());
  }

  private void apply(Merge merge) {
    Member result = active.computeIfAbsent(merge.result(), Member::new);
    for (BoundedWindow window : merge.windows()) {
      Member member = active.get(window);
      if (member != null && member != result) {
        active.remove(window);
        member.into = result;
      }
    }
    listener.accept(merge.windows(), merge.result());
  }

  /** Windows that are to become one. */
  private record Merge(List<BoundedWindow> windows, BoundedWindow result) {}

  /** Collects what a WindowFn wants to merge, while it looks at the windows. */
  private final class Merging extends WindowFn<Object, BoundedWindow>.MergeContext {
    private final List<Merge> merges = new ArrayList<>();
    private final Set<BoundedWindow> seen = new HashSet<>();

    Merging() {
      windowFn.super();
    }

    @Override
    public Collection<BoundedWindow> windows() {
      return MergedWindows.this.windows();
    }

    @Override
    public void merge(Collection<BoundedWindow> toBeMerged, BoundedWindow mergeResult) {
      for (BoundedWindow window : toBeMerged) {
        if (!active.containsKey(window)) {
          throw new IllegalStateException(
              windowFn + " merges " + window + ", which is not among the windows to merge");
        }
        if (!seen.add(window)) {
          throw new IllegalStateException(windowFn + " merges " + window + " twice");
        }
      }
      merges.add(new Merge(List.copyOf(toBeMerged), mergeResult));
    }
  }
}
