// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergePolicyTest {
  @Test
  void choose_nothingToMerge_isEmpty() {
    assertThat(choose()).isEmpty();
    assertThat(choose(5)).isEmpty();
    assertThat(choose(300, 100)).isEmpty();
    assertThat(choose(3000, 700, 200, 60, 20)).isEmpty();
  }

  @Test
  void choose_similarSizes_areTheYoungest() {
    assertThat(choose(3000, 100, 100, 100)).isEmpty();
    assertThat(choose(3000, 100, 100, 100, 100)).containsExactly(100L, 100L, 100L, 100L);
    assertThat(choose(3000, 500, 50, 60, 100)).containsExactly(50L, 60L, 100L);
    assertThat(choose(3000, 500, 1, 400)).containsExactly(1L, 400L);
    assertThat(choose(9000, 400, 400, 400, 100, 100, 100, 100))
        .containsExactly(400L, 400L, 400L, 100L, 100L, 100L, 100L);
  }

  @Test
  void choose_youngerOnesMoreThanAThirdOfTheOldest_isAll() {
    assertThat(choose(300, 101)).containsExactly(300L, 101L);
    assertThat(choose(1000, 200, 100, 40)).containsExactly(1000L, 200L, 100L, 40L);
  }

  @Test
  void chooseToFold_youngestOfSimilarSize_upToTheLimit() {
    assertThat(chooseToFold(10, 1000, 700, 300, 15, 12)).containsExactly(15L, 12L);
    assertThat(chooseToFold(10, 1000, 500, 100, 15, 12)).containsExactly(15L, 12L);
    assertThat(chooseToFold(10, 1000, 500, 60, 15, 12)).containsExactly(60L, 15L, 12L);
    assertThat(chooseToFold(10, 1000, 900, 300, 80)).isEmpty();
    assertThat(chooseToFold(200, 1000, 500)).isEmpty();
    assertThat(chooseToFold(1000, 1000, 1)).isEmpty();
    assertThat(chooseToFold(10, 1000)).isEmpty();
  }

  private static List<Long> chooseToFold(long committedBytes, long maxBytes, long... lengths) {
    return lengths(MergePolicy.chooseToFold(segments(lengths), committedBytes, maxBytes));
  }

  private static List<Long> choose(long... lengths) {
    return lengths(MergePolicy.choose(segments(lengths)));
  }

  private static List<TraceSegment> segments(long... lengths) {
    List<TraceSegment> segments = new ArrayList<>();
    for (long length : lengths) {
      segments.add(
          new TraceSegment(Path.of("nowhere"), segments.size(), length, Map.of(), () -> true));
    }
    return segments;
  }

  private static List<Long> lengths(List<TraceSegment> segments) {
    return segments.stream().map(TraceSegment::length).toList();
  }
}
