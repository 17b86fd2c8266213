// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DigestTest {

  @Test
  void tally_otherOrder_givesSameDigest() {
    assertThat(digest(3, 1, 2)).isEqualTo(digest(1, 2, 3));
  }

  @Test
  void tally_lostOrChangedElement_givesOtherDigest() {
    assertThat(List.of(digest(1, 2), digest(1, 2, 4), digest(1, 2, 3, 3)))
        .doesNotContain(digest(1, 2, 3));
  }

  @Test
  void hash_otherOrderOfParts_givesOtherHash() {
    assertThat(Hash64.of(1, 2)).isNotEqualTo(Hash64.of(2, 1));
    assertThat(Hash64.of(1, 2, 3)).isNotEqualTo(Hash64.of(1, 3, 2));
    assertThat(Hash64.of("ab")).isNotEqualTo(Hash64.of("ba"));
  }

  @Test
  void hash_manyNumbers_areDistinct() {
    assertThat(LongStream.range(0, 10_000).map(Hash64::of).distinct()).hasSize(10_000);
  }

  private static Digest digest(long... elements) {
    Tally tally = new Tally();
    for (long element : elements) {
      tally.add(Hash64.of(element));
    }
    return tally.toDigest();
  }
}
