// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IndexedSourceTest {

  private static final int BYTES = 6;

  private final PipelineOptions options = PipelineOptionsFactory.create();

  @ParameterizedTest
  @ValueSource(longs = {1, BYTES, 7 * BYTES, 99 * BYTES, 100 * BYTES, 1_000_000})
  void split_anyBundleSize_coversTheRangeOnce(long bundleBytes) throws Exception {
    List<Long> read = new ArrayList<>();
    for (BoundedSource<Long> split : source(100).split(bundleBytes, options)) {
      read.addAll(readAll(split));
    }

    assertThat(read).isEqualTo(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void split_halfTheSize_givesTwoEvenSplits() throws Exception {
    IndexedSource<Long> source = source(1001);

    List<Long> sizes = new ArrayList<>();
    for (BoundedSource<Long> split : source.split(501 * BYTES, options)) {
      sizes.add(split.getEstimatedSizeBytes(options) / BYTES);
    }

    assertThat(sizes).containsExactly(500L, 501L);
  }

  @Test
  void split_empty_givesOneEmptySplit() throws Exception {
    List<? extends BoundedSource<Long>> splits = source(0).split(1, options);

    assertThat(splits).hasSize(1);
    assertThat(readAll(splits.get(0))).isEmpty();
  }

  @Test
  void getCurrent_afterEnd_fails() throws IOException {
    try (BoundedSource.BoundedReader<Long> reader = source(0).createReader(options)) {
      assertThat(reader.start()).isFalse();

      assertThatThrownBy(reader::getCurrent).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void at_sameIndex_givesSameElement() {
    assertThat(Longs.at(7)).isEqualTo(Longs.at(7)).isNotEqualTo(Longs.at(8));
    assertThat(Pairs.at(7, 10)).isEqualTo(Pairs.at(7, 10));
  }

  @Test
  void at_manyPairs_coverAllKeys() {
    long size = 5_000;
    long keys = Pairs.keys(size);

    assertThat(LongStream.range(0, size).map(index -> Pairs.at(index, keys).getKey()).distinct())
        .hasSize(100)
        .allMatch(key -> key >= 0 && key < 100);
  }

  private static IndexedSource<Long> source(long size) {
    return IndexedSource.of(index -> index, VarLongCoder.of(), BYTES, size);
  }

  private List<Long> readAll(BoundedSource<Long> source) throws IOException {
    List<Long> read = new ArrayList<>();
    try (BoundedSource.BoundedReader<Long> reader = source.createReader(options)) {
      for (boolean more = reader.start(); more; more = reader.advance()) {
        read.add(reader.getCurrent());
      }
    }
    return read;
  }
}
