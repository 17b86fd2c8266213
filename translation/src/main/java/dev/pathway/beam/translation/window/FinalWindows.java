// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import java.util.Collection;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * Into which window each window of a key's elements is merged in the end. Life: all windows are
 * {@linkplain #add added}, then it is {@linkplain #seal sealed} and asked.
 */
sealed interface FinalWindows permits EnclosingWindows, OriginalWindows {
  /** Adds the window of an element. */
  void add(BoundedWindow window) throws Exception;

  /** Merges what is left to merge; returns whether {@link #of} is able to answer. */
  boolean seal() throws Exception;

  /** Returns the windows there are in the end. */
  Collection<BoundedWindow> all();

  /** Returns the window into which an added one was merged. */
  BoundedWindow of(BoundedWindow window);
}
