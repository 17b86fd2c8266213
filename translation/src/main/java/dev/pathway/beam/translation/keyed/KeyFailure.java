// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import java.util.Collection;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.jspecify.annotations.Nullable;

/** Says at which key and in which windows user code failed; the cause is what it threw. */
public final class KeyFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_KEY = 200;

  private final String place;

  /** Creates the failure. */
  public KeyFailure(
      @Nullable Object key, Collection<? extends BoundedWindow> windows, Throwable cause) {
    super(cause);
    place = "at key '" + shown(key) + "' in " + windows;
  }

  /** Returns a key, or its beginning, for people. */
  static String shown(@Nullable Object key) {
    String text = String.valueOf(key);
    return text.length() > LONGEST_KEY ? text.substring(0, LONGEST_KEY) + "..." : text;
  }

  /** Returns key and windows as part of a sentence. */
  public String place() {
    return place;
  }
}
