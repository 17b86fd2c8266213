// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.SnapshotSettings;
import dev.pathway.beam.engine.plain.Delay;
import dev.pathway.beam.engine.plain.Fusion;
import dev.pathway.beam.engine.plain.KeptCollector.Kept;
import dev.pathway.beam.engine.plain.NamedPlan;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RandomStream;
import dev.pathway.beam.engine.plain.Results;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random streaming plans that are broken off at random moments and started again, with another
 * number of workers each time: in the end each row was put out once.
 */
final class DurableStreamTest {
  private static final int NODES = 8;
  private static final int MAX_ATTEMPTS = 8;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path directory;

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
            new RandomStream(seed * 10 + i, random.nextInt(0, 5), random.nextInt(1, 2_000));
        add(plan.stream("source" + i, source), source.values());
      }
      for (int i = 0; i < NODES; i++) {
        addNode("node" + i);
      }
      keep("last", collections.get(collections.size() - 1));
      keep("out", any());
      String summed = any();
      plan.keep("sum", plan.liftedSum("sums", Windowing.GLOBAL, summed));
      Map<Object, Object> sums = new HashMap<>();
      for (Object value : content(summed)) {
        Pair pair = (Pair) value;
        sums.merge(pair.key(), pair.value(), (one, other) -> (long) one + (long) other);
      }
      expected.put("sum", texts(sums));
      String grouped = any();
      plan.keep("group", plan.group("groups", Windowing.GLOBAL, grouped));
      Map<Object, List<Object>> groups = new HashMap<>();
      for (Object value : content(grouped)) {
        Pair pair = (Pair) value;
        groups.computeIfAbsent(pair.key(), key -> new ArrayList<>()).add(pair.value());
      }
      expected.put("group", texts(groups));
    }

    private static List<String> texts(Map<Object, ?> values) {
      return values.entrySet().stream()
          .map(each -> Results.text(new Pair(each.getKey(), each.getValue())))
          .sorted()
          .toList();
    }

    private void add(String collection, List<Object> content) {
      collections.add(collection);
      values.put(collection, content);
    }

    private void keep(String name, String collection) {
      plan.keep(name, collection);
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
      switch (random.nextInt(4)) {
        case 0 -> add(plan.exchange(name, random.nextBoolean(), input), content(input));
        case 1 -> {
          String other = any();
          List<Object> both = new ArrayList<>(content(input));
          both.addAll(content(other));
          add(plan.step(name, RowFn.map(value -> value), input, other), both);
        }
        default ->
            add(
                plan.step(name, new Delay(random.nextLong(), 1 + random.nextInt(20)), input),
                content(input));
      }
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("engine.durableStreams", 20));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void submitDurable_brokenOffAndStartedAgain_rowsComeOnce(long seed) throws Exception {
    Built built = new Built(seed);
    SplittableRandom random = new SplittableRandom(~seed);
    Plan plan = Fusion.fuse(built.plan.unfused(), () -> random.nextInt(4) != 0);

    JobHandle handle = attempt(plan, random);
    for (int attempt = 1; !ends(handle, attempt < MAX_ATTEMPTS, random); attempt++) {
      handle = attempt(plan, random);
    }

    Kept kept = Kept.of(handle.job());
    built.expected.forEach(
        (name, texts) ->
            assertThat(kept.values(name)).as("%s of seed %s", name, seed).isEqualTo(texts));
  }

  private JobHandle attempt(Plan plan, SplittableRandom random) throws Exception {
    JobSettings settings =
        Runs.streaming(
            random.nextInt(1, 5),
            random.nextBoolean() ? random.nextLong(1, 10) : 1000,
            random.nextBoolean() ? random.nextLong(1, 10) : 1000);
    return Engine.embedded()
        .submitDurable(
            plan,
            settings,
            new SnapshotSettings(
                random.nextLong(2, 40), true, directory.toString(), new NamedPlan("stream")));
  }

  /** Returns whether a job comes to its end before it is, perhaps, broken off. */
  private static boolean ends(JobHandle job, boolean mayBreakOff, SplittableRandom random)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      job.completion()
          .get(
              mayBreakOff ? random.nextLong(1, 150) : PATIENCE_SECONDS * 1_000,
              TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      if (!mayBreakOff) {
        throw e;
      }
    }
    job.cancel();
    try {
      job.completion().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CancellationException) {
        return false;
      }
      throw e;
    }
  }
}
