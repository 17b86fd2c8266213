// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartitionsTest {
  private static Partitions inTurn(int partitions, int destinations) {
    return new Partitions(
        IntStream.range(0, partitions).map(partition -> partition % destinations).toArray(),
        destinations,
        0);
  }

  @Test
  void representative_ofEachDestination_isOneOfItsPartitions() {
    Partitions partitions = inTurn(271, 7);

    for (int destination = 0; destination < 7; destination++) {
      assertThat(partitions.representative(destination) % 7).isEqualTo(destination);
    }
  }

  @Test
  void constructor_destinationWithoutPartition_throws() {
    assertThatThrownBy(() -> inTurn(3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("destination 3 of 4");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 16, 64})
  void destination_ofUsualHashes_isEven(int destinations) {
    assertEven(destinations, i -> i);
    assertEven(destinations, i -> i * 1024);
    assertEven(destinations, i -> i << 16);
    assertEven(destinations, i -> -i);
    assertEven(destinations, i -> Long.hashCode(i * 1_000_003L));
    assertEven(destinations, i -> Double.hashCode(i));
    assertEven(destinations, i -> ("key-" + i).hashCode());
    assertEven(destinations, i -> Arrays.hashCode(new byte[] {(byte) i, (byte) (i >> 8), 1}));
  }

  private static void assertEven(int destinations, IntUnaryOperator hash) {
    int[] counts = new int[destinations];
    Partitions partitions = inTurn(271, destinations);
    int keys = 50_000;
    for (int i = 0; i < keys; i++) {
      counts[partitions.destination(hash.applyAsInt(i))]++;
    }
    double fair = (double) keys / destinations;
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 0.6 * fair && count < 1.5 * fair);
  }

  /**
   * The keys of a worker must not be those with similar hashes in a table that takes its slots from
   * a product.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void destination_ofOneWorkersKeys_leavesTablesEven(int destinations) {
    Partitions partitions = inTurn(271, destinations);
    int ranges = 1024;
    int[] counts = new int[ranges];
    int keys = 0;
    for (int hash = 0; keys < 100 * ranges; hash++) {
      if (partitions.destination(hash) == 0) {
        keys++;
        counts[(hash * 0x9E3779B9) >>> 22]++;
      }
    }

    assertThat(Arrays.stream(counts)).allMatch(count -> count > 40 && count < 200);
  }
}
