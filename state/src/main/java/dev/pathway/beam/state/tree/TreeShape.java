// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

/**
 * How large the parts of trees are. What a group's accumulator is depends on the size of leaves;
 * from what size on a tree is kept only decides what a change costs.
 *
 * @param leafInputs the number of different inputs up to which a part is not divided
 * @param keptInputs the number of different inputs beyond which a group that changes gets a tree
 */
record TreeShape(int leafInputs, int keptInputs) {
  static final TreeShape DEFAULT = new TreeShape(128, 1024);

  TreeShape {
    if (leafInputs < 1 || keptInputs < leafInputs) {
      throw new IllegalArgumentException(
          "leaves of " + leafInputs + " inputs, trees from " + keptInputs);
    }
  }
}
