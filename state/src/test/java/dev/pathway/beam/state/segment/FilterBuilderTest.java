// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterBuilderTest {
  /** Few keys are added one by one, many some at a time. */
  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 1_000_000})
  void finish_keysWereAdded_isTheFilterOfThem(int keys) {
    int buckets = KeyFilter.bucketsFor(keys);
    byte[] expected = new byte[buckets * KeyFilter.BUCKET_BYTES];
    FilterBuilder filter = new FilterBuilder(keys);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < keys; i++) {
      long hash = random.nextLong();
      filter.add(hash);
      KeyFilter.add(hash, expected, KeyFilter.bucketOf(hash, buckets) * KeyFilter.BUCKET_BYTES);
    }

    assertThat(filter.finish()).isEqualTo(expected);
  }

  @Test
  void finish_noKeysWereExpected_isEmpty() {
    FilterBuilder filter = new FilterBuilder(0);
    filter.add(1);

    assertThat(filter.finish()).isEmpty();
  }
}
