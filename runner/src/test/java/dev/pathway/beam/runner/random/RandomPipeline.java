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
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterAll;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.POutput;
import org.joda.time.Duration;

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
  private final int epoch;
  private final String run;

  private RandomPipeline(long seed, int epoch, String run) {
    this.seed = seed;
    this.epoch = epoch;
    this.run = run;
  }

  /**
   * Runs the pipeline and returns what comes out of each of its branches, or how that changes: how
   * often there is more or less of what.
   *
   * @param seed decides on everything
   * @param args the options to run it with
   */
  public static Map<String, Map<String, Long>> run(long seed, String... args) {
    return run(seed, 0, args);
  }

  /**
   * Runs the pipeline on what its sources hold in an epoch.
   *
   * @param epoch the epoch, from 0 up
   * @see #run(long, String...)
   */
  public static Map<String, Map<String, Long>> run(long seed, int epoch, String... args) {
    String run = UUID.randomUUID().toString();
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(args).create());
    pipeline.apply(new RandomPipeline(seed, epoch, run));
    pipeline.run().waitUntilFinish();
    return Observed.take(run);
  }

  @Override
  public PDone expand(PBegin input) {
    Growth growth = new Growth(input.getPipeline(), new SplittableRandom(seed), epoch);
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

    /** Fire once where nothing is late, behind a grouping too, and do not look like it. */
    private static final List<Trigger> GENERAL =
        List.of(
            AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1)),
            Repeatedly.forever(AfterWatermark.pastEndOfWindow()),
            Repeatedly.forever(
                AfterAll.of(AfterWatermark.pastEndOfWindow(), AfterPane.elementCountAtLeast(1))));

    private final Pipeline pipeline;
    private final SplittableRandom random;
    private final int epoch;
    private final List<Branch> branches = new ArrayList<>();
    private int steps;

    private Growth(Pipeline pipeline, SplittableRandom random, int epoch) {
      this.pipeline = pipeline;
      this.random = random;
      this.epoch = epoch;
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
      return new Branch(
          pipeline.apply(
              name("Create"),
              Create.timestamped(RandomHistory.rows(random.nextLong(), epoch))
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
      return window(branch, windowing, general ? pick(GENERAL) : DefaultTrigger.of());
    }

    /** Returns a random branch in windows in which there can be state. */
    Branch notMerging() {
      Branch branch = peek();
      Windowing windowing = pick(Windowing.NOT_MERGING);
      return branch.windowing() == windowing ? branch : window(branch, windowing);
    }

    /** Returns what of a branch is not at the end of time. */
    Branch early(Branch branch) {
      PCollection<KV<Integer, Long>> early = apply(branch, "Early", ParDo.of(new Fns.Early()));
      return new Branch(early.setCoder(branch.pairs().getCoder()), branch.windowing());
    }

    /** Returns a random branch in windows in which it can be a side input of another. */
    Branch sideOf(Branch main) {
      return window(peek(), pick(main.windowing().forSideInputs()));
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

    private static boolean mayBeLate(Windowing windowing) {
      // Distinct takes no sessions with lateness.
      return windowing != Windowing.SESSIONS;
    }

    private Branch window(Branch branch, Windowing windowing, Trigger trigger) {
      Window<KV<Integer, Long>> window =
          Window.<KV<Integer, Long>>into(windowing.windowFn())
              .triggering(trigger)
              .withTimestampCombiner(pick(COMBINERS))
              .withAllowedLateness(Duration.millis(mayBeLate(windowing) ? random.nextInt(50) : 0));
      window =
          random.nextBoolean() ? window.accumulatingFiredPanes() : window.discardingFiredPanes();
      return new Branch(apply(branch, "Window", window), windowing);
    }
  }
}
