// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.codec.BasicCodecs;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SampledFootprintTest {
  private final SampledFootprint<byte[]> footprint =
      new SampledFootprint<>(BasicCodecs.byteArrays());

  @Test
  void add_firstObject_isEstimated() throws IOException {
    assertThat(footprint.add(new byte[99])).isEqualTo(32 + 3 * 100);
  }

  @Test
  void add_manyObjects_chargesWhatTheyTake() throws IOException {
    long charged = addMany(100_000);

    assertThat(charged).isBetween(100_000 * 112L, 100_000 * 150L);
    assertThat(footprint.chargedBytes()).isEqualTo(charged);
  }

  @Test
  void add_objectsBecomeLarger_followsTheirMean() throws IOException {
    addMany(10_000);
    for (int i = 0; i < 10_000; i++) {
      footprint.add(new byte[1000]);
    }

    assertThat(footprint.chargedBytes()).isBetween(10_000 * 1_100L, 10_000 * 1_300L);
  }

  @Test
  void forgetObjects_then_startsFromZeroWithTheKnownWeight() throws IOException {
    addMany(1000);

    footprint.forgetObjects();

    assertThat(footprint.chargedBytes()).isZero();
    assertThat(footprint.add(new byte[100])).isBetween(112L, 150L);
  }

  private long addMany(int count) throws IOException {
    long charged = 0;
    for (int i = 0; i < count; i++) {
      charged += footprint.add(new byte[100]);
    }
    return charged;
  }
}
