// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.LongListCodec;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapFootprintTest {

  @Test
  void measure_array_isItsSize() throws IOException {
    HeapFootprint<byte[]> footprint = new HeapFootprint<>(BasicCodecs.byteArrays());

    assertThat(footprint.measure(new byte[100_000])).isBetween(100_000L, 101_000L);
    assertThat(footprint.encodedBytes()).isEqualTo(100_003);
  }

  @Test
  void measure_objectsOfFewEncodedBytes_countsTheObjects() throws IOException {
    HeapFootprint<List<Long>> footprint = new HeapFootprint<>(new LongListCodec());
    List<Long> thousand = Collections.nCopies(1000, 5000L);

    // A list of 1000 longs: 1000 references and 1000 objects of 16 or 24 bytes.
    assertThat(footprint.measure(thousand)).isBetween(20_000L, 33_000L);
    assertThat(footprint.encodedBytes()).isEqualTo(2002);
  }

  @Test
  void estimate_value_growsWithItsEncoding() throws IOException {
    HeapFootprint<byte[]> footprint = new HeapFootprint<>(BasicCodecs.byteArrays());

    assertThat(footprint.estimate(new byte[0])).isEqualTo(32 + 3);
    assertThat(footprint.estimate(new byte[100])).isEqualTo(32 + 3 * 101);
  }
}
