// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import dev.pathway.beam.state.trace.Delta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts into which a part is divided: as they were kept, and those that change. One thread
 * only.
 *
 * @param <A> the type of the accumulators
 */
final class Node<A extends @Nullable Object> {
  private final AggregateCodec<A> codec;
  private final List<byte @Nullable []> kept = nothing();
  private final List<@Nullable Aggregate<A>> changed = nothing();
  private final boolean[] isChanged = new boolean[TreePath.FANOUT];

  Node(AggregateCodec<A> codec) {
    this.codec = codec;
  }

  private static <T> List<@Nullable T> nothing() {
    return new ArrayList<>(Collections.nCopies(TreePath.FANOUT, null));
  }

  void keep(byte[] part) {
    kept.set(AggregateCodec.label(part), part);
  }

  byte @Nullable [] kept(int digit) {
    return kept.get(digit);
  }

  void change(int digit, @Nullable Aggregate<A> part) {
    changed.set(digit, part);
    isChanged[digit] = true;
  }

  /** Returns the number of inputs after the change. */
  long inputs() throws IOException {
    long inputs = 0;
    for (int digit = 0; digit < TreePath.FANOUT; digit++) {
      Aggregate<A> part = changed.get(digit);
      if (part != null) {
        inputs += part.inputs();
      } else if (!isChanged[digit]) {
        inputs += AggregateCodec.inputs(kept.get(digit));
      }
    }
    return inputs;
  }

  /** Removes all that was kept. */
  void removeFrom(Delta nodes, byte[] key) throws IOException {
    for (byte[] part : kept) {
      if (part != null) {
        nodes.add(key, part, -1);
      }
    }
  }

  /** Merges all parts, and writes down those that change. */
  @Nullable Aggregate<A> merge(AggregateBuilder<?, A> builder, Delta nodes, byte[] key)
      throws IOException {
    Aggregate<A> whole = null;
    for (int digit = 0; digit < TreePath.FANOUT; digit++) {
      byte[] before = kept.get(digit);
      Aggregate<A> part = changed.get(digit);
      if (!isChanged[digit] && before != null) {
        part = codec.decode(before);
      }
      if (isChanged[digit] && before != null) {
        nodes.add(key, before, -1);
      }
      if (part != null) {
        if (isChanged[digit]) {
          nodes.add(key, codec.encode(digit, part), 1);
        }
        whole = builder.merge(whole, part);
      }
    }
    return whole;
  }
}
