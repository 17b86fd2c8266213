// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.Delay;
import dev.pathway.beam.engine.plain.Fusion;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RandomStream;
import dev.pathway.beam.engine.plain.Results;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.WatermarkCheck;
import dev.pathway.beam.engine.plain.WatermarkCheck.Violations;
import dev.pathway.beam.engine.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random streaming plans of sources that give rows out of order, steps that keep rows back,
 * exchanges and flattens, randomly fused: nothing is lost, and no row comes behind the watermark of
 * its collection that was not late when it was read.
 */
final class RandomStreamPlanTest {
  private static final int NODES = 12;

  /** A plan, and what it has to put out. */
  private static final class Built {
    private final SplittableRandom random;
    private final PlanBuilder plan = new PlanBuilder("stream");
    private final List<String> collections = new ArrayList<>();
    private final Map<String, List<Object>> values = new HashMap<>();
    private final Map<String, List<String>> expected = new HashMap<>();

    Built(long seed) {
      random = new SplittableRandom(seed);
      int sources = random.nextInt(1, 4);
      for (int i = 0; i < sources; i++) {
        RandomStream source =
            new RandomStream(seed * 10 + i, random.nextInt(0, 5), random.nextInt(1, 400));
        add(plan.stream("source" + i, source), source.values());
      }
      for (int i = 0; i < NODES; i++) {
        addNode("node" + i);
      }
      for (int i = 0; i < collections.size(); i += 3) {
        collect("out" + i, collections.get(i));
      }
      collect("last", collections.get(collections.size() - 1));
    }

    private void add(String collection, List<Object> content) {
      collections.add(collection);
      values.put(collection, content);
    }

    private void collect(String name, String collection) {
      plan.collect(name, plan.step("check " + name, new WatermarkCheck(name), collection));
      expected.put(name, content(collection).stream().map(Results::text).sorted().toList());
    }

    private List<Object> content(String collection) {
      return values.getOrDefault(collection, List.of());
    }

    private String any() {
      return collections.get(random.nextInt(collections.size()));
    }

    private void addNode(String name) {
      String input = any();
      switch (random.nextInt(5)) {
        case 0 -> add(plan.exchange(name, random.nextBoolean(), input), content(input));
        case 1 -> {
          String other = any();
          List<Object> both = new ArrayList<>(content(input));
          both.addAll(content(other));
          add(plan.step(name, new WatermarkCheck(name), input, other), both);
        }
        case 2 -> add(plan.step(name, new WatermarkCheck(name), input), content(input));
        default ->
            add(
                plan.step(name, new Delay(random.nextLong(), 1 + random.nextInt(20)), input),
                content(input));
      }
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("engine.randomStreams", 60));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void submit_randomStreams_neverRunAheadOfTheirRows(long seed) throws Exception {
    Built built = new Built(seed);
    SplittableRandom random = new SplittableRandom(~seed);
    Plan plan = Fusion.fuse(built.plan.unfused(), () -> random.nextInt(4) != 0);
    JobSettings settings =
        Runs.streaming(
            random.nextInt(1, 5),
            random.nextBoolean() ? random.nextLong(1, 10) : 1000,
            random.nextBoolean() ? random.nextLong(1, 10) : 1000);

    JobHandle handle = Runs.start(plan, settings);
    Runs.await(handle);

    assertThat(Violations.of(handle.job()).all()).as("seed %s", seed).isEmpty();
    Results results = Results.of(handle.job());
    built.expected.forEach(
        (name, texts) ->
            assertThat(results.values(name)).as("%s of seed %s", name, seed).isEqualTo(texts));
  }
}
