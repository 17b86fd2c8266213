// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A pipeline and what its sources hold from epoch to epoch. Collections have numbers: first the
 * sources, then the outputs of steps.
 *
 * @param seed what it was made of
 * @param sources for each epoch, the rows of each source
 * @param steps the steps, each behind those that it reads
 * @param observed the collections that are looked at
 * @param outputs for each epoch, what each collection that is looked at should hold
 */
public record Story(
    long seed,
    List<List<List<Row>>> sources,
    List<Step> steps,
    List<Integer> observed,
    List<Map<Integer, List<Row>>> outputs) {

  /** Returns the same story for the same seed, of at most some epochs. */
  public static Story of(long seed) {
    return new Author(seed).write();
  }

  /** Returns how many epochs there are. */
  public int epochs() {
    return sources.size();
  }

  /** Returns how many rows there are to look at in all epochs. */
  public long rows() {
    return outputs.stream().flatMap(epoch -> epoch.values().stream()).mapToLong(List::size).sum();
  }

  /** Returns how often each row is in each collection that has any. */
  public Map<Integer, Map<Row, Long>> expected(int epoch) {
    Map<Integer, Map<Row, Long>> expected = new TreeMap<>();
    outputs
        .get(epoch)
        .forEach(
            (place, rows) -> {
              if (!rows.isEmpty()) {
                expected.put(
                    place,
                    rows.stream()
                        .collect(
                            Collectors.groupingBy(Function.identity(), Collectors.counting())));
              }
            });
    return expected;
  }

  /** Returns the steps that some collections are made by, as text. */
  public String lineage(Collection<Integer> places) {
    int sourcesCount = sources.get(0).size();
    TreeSet<Integer> open = new TreeSet<>(places);
    List<String> lines = new ArrayList<>();
    List<Integer> firsts = firstOutputs(sourcesCount);
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      int first = firsts.get(i);
      if (IntStream.range(first, first + step.operator().outputs()).anyMatch(open::contains)) {
        open.addAll(step.inputs());
        lines.add(0, first + ": " + step);
      }
    }
    return "seed " + seed + ", " + sourcesCount + " sources\n" + String.join("\n", lines);
  }

  private List<Integer> firstOutputs(int sourcesCount) {
    List<Integer> firsts = new ArrayList<>();
    int next = sourcesCount;
    for (Step step : steps) {
      firsts.add(next);
      next += step.operator().outputs();
    }
    return firsts;
  }
}
