// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the keys of an operator's table of rows, and rows of these again. A table key is the
 * identity of a key in a window: a {@link WindowedKey}, or the identity alone where there is one
 * window only.
 */
final class GroupKeys {
  private final KeyModel keys;
  private final WindowModel windows;

  /** The one window of all rows in a list, or null if there are several windows. */
  private final @Nullable List<Object> onlyWindow;

  private final EncodeBuffer buffer = new EncodeBuffer();

  GroupKeys(KeyModel keys, WindowModel windows) {
    this.keys = keys;
    this.windows = windows;
    onlyWindow = windows.single() ? List.of(windows.each(null).iterator().next()) : null;
  }

  /** Returns the codec of table keys. */
  Codec<Object> codec() {
    return onlyWindow == null
        ? WindowedKey.codec(windows.codec(), keys.identityCodec())
        : keys.identityCodec();
  }

  /** Returns the windows of a row, under each of which it has a table key. */
  Iterable<Object> windows(@Nullable Object rowWindows) {
    return onlyWindow == null ? windows.each(rowWindows) : onlyWindow;
  }

  /** Returns the table key of a key's identity in one of the {@link #windows}. */
  Object tableKey(Object window, Object identity) {
    return onlyWindow == null ? new WindowedKey(window, identity) : identity;
  }

  /** Returns a table key in bytes. */
  byte[] bytes(Object tableKey) {
    try {
      buffer.clear();
      return buffer.encode(codec(), tableKey).toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a key: " + e.getMessage(), e);
    }
  }

  /** Returns the window of a table key. */
  Object window(Object tableKey) {
    return onlyWindow == null ? ((WindowedKey) tableKey).window() : onlyWindow.get(0);
  }

  /** Returns the identity of a table key. */
  Object identity(Object tableKey) {
    return onlyWindow == null ? ((WindowedKey) tableKey).identity() : tableKey;
  }

  /** Returns the identity of a key as user code holds it. */
  Object identityOfKey(@Nullable Object key) {
    return keys.identityOfKey(key);
  }

  /** Returns the key of an identity, as user code sees it. */
  @Nullable Object keyOfIdentity(Object identity) {
    return keys.key(identity);
  }

  /** Returns the codec of identities. */
  Codec<Object> identityCodec() {
    return keys.identityCodec();
  }

  /** Returns the key of a table key, as user code sees it. */
  @Nullable Object key(Object tableKey) {
    return keys.key(identity(tableKey));
  }

  /** Returns the timestamp of a table key's result, see {@link WindowModel#outputTimestamp}. */
  long outputTimestamp(Object tableKey, long mark) {
    return windows.outputTimestamp(window(tableKey), mark);
  }

  /** Returns the windows column of a table key's result. */
  @Nullable Object resultWindows(Object tableKey) {
    return windows.of(window(tableKey));
  }
}
