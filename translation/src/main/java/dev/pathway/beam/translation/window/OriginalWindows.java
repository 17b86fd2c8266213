// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.translation.window.MergedWindows.Member;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;

/** Final windows of any kind: keeps each different window that was added. */
final class OriginalWindows implements FinalWindows {
  private final MergedWindows merged;
  private final Map<BoundedWindow, Member> members = new HashMap<>();

  OriginalWindows(WindowFn<Object, BoundedWindow> windowFn, int batch) {
    merged = new MergedWindows(windowFn, batch, (windows, result) -> {});
  }

  @Override
  public void add(BoundedWindow window) throws Exception {
    if (!members.containsKey(window)) {
      members.put(window, merged.add(window));
    }
  }

  @Override
  public boolean seal() throws Exception {
    merged.merge();
    return true;
  }

  @Override
  public Collection<BoundedWindow> all() {
    return merged.windows();
  }

  @Override
  public BoundedWindow of(BoundedWindow window) {
    Member member = members.get(window);
    if (member == null) {
      throw new IllegalArgumentException(window + " was not added");
    }
    return member.current();
  }
}
