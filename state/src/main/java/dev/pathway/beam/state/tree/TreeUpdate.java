// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Brings the trees of groups up to date, and builds new ones.
 *
 * <p>A part that is divided keeps the aggregates of the parts that it is divided into; no other
 * part keeps anything. So a change reads them along its path, aggregates one leaf anew, and merges
 * upwards. One thread only.
 *
 * @param <A> the type of the accumulators
 */
final class TreeUpdate<A extends @Nullable Object> {
  private final AggregateBuilder<?, A> builder;
  private final AggregateCodec<A> codec;
  private final int leafInputs;
  private final TreeChanges changes;
  private final SeekableCursor leaves;
  private final SeekableCursor keptNodes;
  private final Delta nodes;

  /**
   * Creates the update of an epoch.
   *
   * @param changes the buckets that changed
   * @param leaves the inputs of trees as they are after the epoch
   * @param keptNodes the nodes as they were before it
   * @param nodes takes what changes of them
   */
  TreeUpdate(
      AggregateBuilder<?, A> builder,
      AggregateCodec<A> codec,
      int leafInputs,
      TreeChanges changes,
      SeekableCursor leaves,
      SeekableCursor keptNodes,
      Delta nodes) {
    this.builder = builder;
    this.codec = codec;
    this.leafInputs = leafInputs;
    this.changes = changes;
    this.leaves = leaves;
    this.keptNodes = keptNodes;
    this.nodes = nodes;
  }

  /** Builds the tree of the group whose changes come next. */
  @Nullable Aggregate<A> build() throws IOException {
    return rebuild(TreePath.ROOT);
  }

  /**
   * Updates the tree of the group whose changes come next, which had so many inputs; returns null
   * if it has none any more.
   */
  @Nullable Aggregate<A> update(long inputsBefore) throws IOException {
    return update(TreePath.ROOT, inputsBefore);
  }

  private @Nullable Aggregate<A> update(TreePath path, long inputsBefore) throws IOException {
    if (inputsBefore <= leafInputs || path.isDeepest()) {
      return rebuild(path);
    }
    byte[] nodeKey = path.nodeKey(changes.group());
    Node<A> node = readNode(nodeKey);
    while (changes.isIn(path)) {
      int digit = path.digit(changes.bucket());
      node.change(digit, update(path.child(digit), AggregateCodec.inputs(node.kept(digit))));
    }
    if (node.inputs() <= leafInputs) {
      node.removeFrom(nodes, nodeKey);
      return refold(path);
    }
    return node.merge(builder, nodes, nodeKey);
  }

  private Node<A> readNode(byte[] nodeKey) throws IOException {
    Node<A> node = new Node<>(codec);
    if (keptNodes.seek(nodeKey)) {
      while (keptNodes.nextValue()) {
        node.keep(keptNodes.value());
      }
    }
    return node;
  }

  private @Nullable Aggregate<A> rebuild(TreePath path) throws IOException {
    changes.pass(path);
    return refold(path);
  }

  /**
   * Aggregates all inputs of a part, of which nothing is kept, and keeps what it is divided into.
   */
  private @Nullable Aggregate<A> refold(TreePath path) throws IOException {
    byte[] group = changes.group();
    leaves.seekCeiling(TreePath.leafKey(group, path.first()));
    return builder.build(
        Inputs.ofPart(leaves, group, path, leafInputs),
        path,
        (whole, digit, part) -> nodes.add(whole.nodeKey(group), codec.encode(digit, part), 1));
  }
}
