// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SparseIndexTest {
  private static final SegmentLayout LAYOUT = new SegmentLayout(SegmentLayout.BLOCK_BYTES);
  private static final long BLOCK = SegmentLayout.BLOCK_CONTENT_BYTES;

  @Test
  void positionFor_keysBetweenEntries_isTheEntryBefore() throws IOException {
    SparseIndex.Builder builder = new SparseIndex.Builder(LAYOUT, 1 << 16);
    add(builder, 1, "apple", "banana");
    add(builder, 2, "carrot", "cat");
    SparseIndex index = build(builder);

    assertThat(find(index, "")).isZero();
    assertThat(find(index, "apple")).isZero();
    assertThat(find(index, "b")).isEqualTo(BLOCK);
    assertThat(find(index, "banana")).isEqualTo(BLOCK);
    assertThat(find(index, "carrot")).isEqualTo(BLOCK);
    assertThat(find(index, "cas")).isEqualTo(BLOCK);
    assertThat(find(index, "cat")).isEqualTo(2 * BLOCK);
    assertThat(find(index, "z")).isEqualTo(2 * BLOCK);
  }

  @Test
  void add_sameKeyAsBefore_isLeftOut() throws IOException {
    SparseIndex.Builder builder = new SparseIndex.Builder(LAYOUT, 1 << 16);
    add(builder, 1, "a", "a");

    assertThat(find(build(builder), "a")).isZero();
    assertThat(builder.isDue(BLOCK)).isTrue();
  }

  @Test
  void add_keysThatDifferLate_isLeftOut() throws IOException {
    SparseIndex.Builder builder = new SparseIndex.Builder(LAYOUT, 1 << 16);
    String prefix = "p".repeat(300);
    add(builder, 1, prefix + "a", prefix + "b");

    assertThat(find(build(builder), prefix + "b")).isZero();
  }

  @Test
  void isDue_sameBlock_isFalse() {
    SparseIndex.Builder builder = new SparseIndex.Builder(LAYOUT, 1 << 16);

    assertThat(builder.isDue(BLOCK - 1)).isFalse();
    assertThat(builder.isDue(BLOCK)).isTrue();
    add(builder, 1, "a", "b");
    assertThat(builder.isDue(2 * BLOCK - 1)).isFalse();
    assertThat(builder.isDue(2 * BLOCK)).isTrue();
  }

  @Test
  void add_moreThanTheIndexHolds_thinsItOutEvenly() throws IOException {
    SparseIndex.Builder builder = new SparseIndex.Builder(LAYOUT, 8);
    for (int block = 1; block < 1000; block++) {
      if (builder.isDue(block * BLOCK)) {
        add(builder, block, key(block - 1), key(block));
      }
    }
    SparseIndex index = build(builder);

    for (int block = 1; block < 1000; block++) {
      long position = find(index, key(block));
      assertThat(position).isLessThanOrEqualTo(block * BLOCK);
      assertThat(block * BLOCK - position).isLessThan(300 * BLOCK);
    }
  }

  private static String key(int block) {
    return String.format("%04d", block);
  }

  private static void add(SparseIndex.Builder builder, long block, String before, String key) {
    byte[] beforeBytes = before.getBytes(UTF_8);
    byte[] keyBytes = key.getBytes(UTF_8);
    builder.add(block * BLOCK, beforeBytes, beforeBytes.length, keyBytes, 0, keyBytes.length);
  }

  private static SparseIndex build(SparseIndex.Builder builder) throws IOException {
    return SparseIndex.decode(builder.encode().toByteArray());
  }

  private static long find(SparseIndex index, String key) {
    return index.positionFor(key.getBytes(UTF_8), key.length());
  }
}
