// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TreePathTest {
  private static final int BUCKETS = 1 << 24;

  @Test
  void child_alongTheDigitsOfABucket_containsItDownToItself() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      int bucket = random.nextInt(BUCKETS);
      TreePath path = TreePath.ROOT;
      while (!path.isDeepest()) {
        int digit = path.digit(bucket);
        for (int other = 0; other < TreePath.FANOUT; other++) {
          assertThat(path.child(other).contains(bucket)).isEqualTo(other == digit);
        }
        path = path.child(digit);
      }
      assertThat(path.first()).isEqualTo(bucket);
      assertThat(path.last()).isEqualTo(bucket);
    }
  }

  @Test
  void child_ofAPart_followsOnTheOneBefore() {
    TreePath part = TreePath.ROOT.child(7).child(15);
    int next = part.first();
    for (int digit = 0; digit < TreePath.FANOUT; digit++) {
      assertThat(part.child(digit).first()).isEqualTo(next);
      next = part.child(digit).last() + 1;
    }
    assertThat(next).isEqualTo(part.last() + 1);
  }

  @Test
  void nodeKey_andLeafKey_areInTheOrderOfThePath() {
    byte[] group = {9};

    assertThat(TreePath.ROOT.nodeKey(group)).containsExactly(9);
    assertThat(TreePath.ROOT.child(15).child(2).nodeKey(group)).containsExactly(9, 15, 2);
    assertThat(TreePath.leafKey(group, 0xFF0102)).containsExactly(9, 0xFF, 1, 2);
    assertThat(TreePath.bucket(TreePath.leafKey(group, 0xFF0102), 1)).isEqualTo(0xFF0102);
  }
}
