// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * A pipeline of a few random steps on a few small random collections, the same for the same seed.
 * Every collection is of pairs, so that any step can follow any other; all are observed at the end
 * of every branch.
 */
public final class RandomPipeline extends PTransform<PBegin, PDone> {
  private static final long serialVersionUID = 1L;

  /** A collection and how it is windowed. */
  record Branch(PCollection<KV<Integer, Long>> pairs, Windowing windowing) {}

  private final long seed;
  private final String run;

  private RandomPipeline(long seed, String run) {
    this.seed = seed;
    this.run = run;
  }

  /**
   * Runs the pipeline and returns what comes out of each of its branches.
   *
   * @param seed decides on everything
   * @param args the options to run it with
   */
  public static Map<String, List<String>> run(long seed, String... args) {
    String run = UUID.randomUUID().toString();
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(args).create());
    pipeline.apply(new RandomPipeline(seed, run));
    pipeline.run().waitUntilFinish();
    return Observed.take(run);
  }

  @Override
  public PDone expand(PBegin input) {
    Growth growth = new Growth(input.getPipeline(), new SplittableRandom(seed));
    growth.grow();
    for (int i = 0; i < growth.branches.size(); i++) {
      growth.branches.get(i).pairs().apply("Observe" + i, new Observed(run + "/" + i));
    }
    return PDone.in(input.getPipeline());
  }

  /** A pipeline that is still growing. */
  static final class Growth {
    private static final int MAX_BRANCHES = 6;
    private static final List<RandomStep> STEPS = List.of(RandomStep.values());
    private static final List<TimestampCombiner> COMBINERS = List.of(TimestampCombiner.values());

    /** Fires once where nothing is late, and does not look like it. */
    private static final Trigger GENERAL =
        AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1));

    private final Pipeline pipeline;
    private final SplittableRandom random;
    private final List<Branch> branches = new ArrayList<>();
    private int steps;

    private Growth(Pipeline pipeline, SplittableRandom random) {
      this.pipeline = pipeline;
      this.random = random;
    }

    private void grow() {
      int sources = random.nextInt(1, 4);
      for (int i = 0; i < sources; i++) {
        branches.add(source());
      }
      int size = random.nextInt(3, 9);
      for (int i = 0; i < size; i++) {
        pick(STEPS).apply(this);
      }
    }

    private Branch source() {
      List<TimestampedValue<KV<Integer, Long>>> elements = new ArrayList<>();
      int size = random.nextInt(12);
      for (int i = 0; i < size; i++) {
        KV<Integer, Long> pair = KV.of(random.nextInt(-2, 4), random.nextLong(-5, 100));
        elements.add(TimestampedValue.of(pair, Instant.ofEpochMilli(random.nextLong(-20, 100))));
      }
      return new Branch(
          pipeline.apply(
              name("Create"),
              Create.timestamped(elements)
                  .withCoder(KvCoder.of(VarIntCoder.of(), VarLongCoder.of()))),
          Windowing.GLOBAL);
    }

    SplittableRandom random() {
      return random;
    }

    <T> T pick(List<T> all) {
      return all.get(random.nextInt(all.size()));
    }

    /** Returns a name for the next transform. */
    String name(String kind) {
      return kind + ++steps;
    }

    /** Returns a random branch. It may still be observed, or used again. */
    Branch peek() {
      return pick(branches);
    }

    /** Adds a branch, in the place of another if there are many. */
    void add(PCollection<KV<Integer, Long>> pairs, Windowing windowing) {
      pairs.setCoder(KvCoder.of(VarIntCoder.of(), VarLongCoder.of()));
      Branch branch = new Branch(pairs, windowing);
      if (branches.size() < MAX_BRANCHES) {
        branches.add(branch);
      } else {
        branches.set(random.nextInt(branches.size()), branch);
      }
    }

    /** Adds what a transform makes of a branch. */
    void add(
        Branch branch,
        String kind,
        PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> step) {
      add(apply(branch, kind, step), branch.windowing());
    }

    <T extends POutput> T apply(
        Branch branch, String kind, PTransform<? super PCollection<KV<Integer, Long>>, T> step) {
      return branch.pairs().apply(name(kind), step);
    }

    /** Returns a branch in other windows, which fire once. */
    Branch window(Branch branch, Windowing windowing) {
      boolean general = windowing != Windowing.SESSIONS && random.nextInt(3) == 0;
      return window(branch, windowing, general ? GENERAL : DefaultTrigger.of());
    }

    /** Returns a random branch in the same windows as another. */
    Branch alike(Branch other) {
      Branch branch = peek();
      Trigger trigger = trigger(other);
      return branch.windowing() == other.windowing() && trigger(branch).equals(trigger)
          ? branch
          : window(branch, other.windowing(), trigger);
    }

    private static Trigger trigger(Branch branch) {
      return branch.pairs().getWindowingStrategy().getTrigger();
    }

    private Branch window(Branch branch, Windowing windowing, Trigger trigger) {
      Window<KV<Integer, Long>> window =
          Window.<KV<Integer, Long>>into(windowing.windowFn())
              .triggering(trigger)
              .withTimestampCombiner(pick(COMBINERS))
              // Distinct takes no sessions with lateness.
              .withAllowedLateness(
                  Duration.millis(windowing == Windowing.SESSIONS ? 0 : random.nextInt(50)));
      window =
          random.nextBoolean() ? window.accumulatingFiredPanes() : window.discardingFiredPanes();
      return new Branch(apply(branch, "Window", window), windowing);
    }
  }
}
