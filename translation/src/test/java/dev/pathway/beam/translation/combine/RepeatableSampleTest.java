// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.combine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

final class RepeatableSampleTest {
  private static final int SIZE = 10;

  private final RepeatableSample<Integer> fn = new RepeatableSample<>(SIZE, VarIntCoder.of());

  private List<KV<Long, Integer>> accumulator(List<Integer> inputs) {
    List<KV<Long, Integer>> accumulator = fn.createAccumulator();
    for (Integer input : inputs) {
      accumulator = fn.addInput(accumulator, input);
    }
    return accumulator;
  }

  @Test
  void extractOutput_otherOrderAndParts_sameSample() {
    List<Integer> inputs = new ArrayList<>(IntStream.range(0, 1_000).boxed().toList());
    Iterable<Integer> sample = fn.extractOutput(accumulator(inputs));

    Collections.shuffle(inputs, new Random(1));
    List<List<KV<Long, Integer>>> parts =
        List.of(
            accumulator(inputs.subList(0, 300)),
            accumulator(inputs.subList(300, 305)),
            fn.createAccumulator(),
            accumulator(inputs.subList(305, 1_000)));

    assertThat(fn.extractOutput(fn.mergeAccumulators(parts))).containsExactlyElementsOf(sample);
    assertThat(sample).hasSize(SIZE).doesNotHaveDuplicates().allMatch(inputs::contains);
  }

  @Test
  void extractOutput_fewInputs_allOfThem() {
    assertThat(fn.extractOutput(accumulator(List.of(7, 7, 3)))).containsExactlyInAnyOrder(7, 7, 3);
    assertThat(fn.extractOutput(fn.createAccumulator())).isEmpty();
  }

  @Test
  void extractOutput_manyRanges_eachPartOfARangeIsTakenAsOften() {
    int[] taken = new int[SIZE];
    for (int start = 0; start < 200_000; start += 100) {
      int first = start;
      List<Integer> inputs = IntStream.range(first, first + 100).boxed().toList();
      fn.extractOutput(accumulator(inputs)).forEach(each -> taken[(each - first) / SIZE]++);
    }

    // 20,000 elements of 10 parts: a standard deviation of the number of each is 40.
    assertThat(Arrays.stream(taken)).allMatch(count -> count > 1_800 && count < 2_200);
  }
}
