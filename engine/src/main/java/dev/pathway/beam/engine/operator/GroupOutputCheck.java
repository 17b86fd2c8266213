// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.state.segment.KeyFilter;
import dev.pathway.beam.state.trace.Delta;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The check of a stage behind groups, each of which is there once or not at all. The hash of what
 * was put out for a group is kept with it, as the weight of a {@linkplain GroupBytes value of its
 * own}, so that it takes no room elsewhere and need not be looked for.
 */
final class GroupOutputCheck extends OutputCheck {
  private static final long NOTHING = 0;

  private final byte[] value;
  private @Nullable Delta hashes;
  private long kept;
  private long taken;
  private long put;

  /**
   * Creates the check of one worker.
   *
   * @param steps the steps whose outputs are checked, for people
   * @param name another one where other code makes the outputs
   */
  GroupOutputCheck(String steps, String name) {
    super(steps);
    byte[] bytes = name.getBytes(UTF_8);
    value =
        GroupBytes.hashValue(
            ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) KeyFilter.hash(bytes, 0, bytes.length))
                .array());
  }

  /** Says where hashes go that change. */
  void keepIn(Delta delta) {
    hashes = delta;
  }

  /** Says that a group is handled from here on. */
  void beginGroup() {
    kept = NOTHING;
    taken = NOTHING;
    put = NOTHING;
  }

  /**
   * Takes a hash that is kept with the group.
   *
   * @param of what it is kept as: perhaps it is that of what other code has put out
   */
  void kept(byte[] key, byte[] of, long weight) throws IOException {
    if (Arrays.equals(of, value)) {
      kept = weight;
    } else {
      hashes().add(key, of, -weight);
    }
  }

  @Override
  void take(int hash, int rowDiff) {
    // Not zero, which is no weight.
    long weight = Integer.toUnsignedLong(hash) + 1;
    if (rowDiff < 0) {
      taken = weight;
    } else {
      put = weight;
    }
  }

  /** Says that a group has been handled: taken back as it was, and put out as it is. */
  void endGroup(byte[] key, @Nullable Object shown) throws IOException {
    if (taken != NOTHING && kept != NOTHING && taken != kept) {
      differs(1, WrongRetraction.text(shown));
    }
    if (put != kept) {
      hashes().add(key, value, put - kept);
    }
  }

  private Delta hashes() {
    if (hashes == null) {
      throw new IllegalStateException("it has not been said where hashes go");
    }
    return hashes;
  }

  @Override
  void seal() throws IOException {
    if (hashes != null) {
      hashes.seal();
    }
    super.seal();
  }
}
